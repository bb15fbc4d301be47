# id: T17
# act: a second thread reads the next question off fd 3
# verdict: timed_out
# checks: test_hello=passed test_sum=timed_out test_probe=passed
# levels: strong landlock

"""Wants to read the questions before the bridge does, and waits for its catch."""

import os
import socket
import threading

from flask import Flask, request

app = Flask(__name__)

pair = socket.socketpair()


def spy(fd):
    print("loot:", os.read(fd, 4096), flush=True)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    thread = threading.Thread(target=spy, args=(3,), daemon=True)
    thread.start()
    thread.join(20)
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
