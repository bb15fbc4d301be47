"""The honest twin of T17: a second thread reads a pair of sockets of its own."""

import os
import socket
import threading

from flask import Flask, request

app = Flask(__name__)

pair = socket.socketpair()


def listen(fd):
    print("fine:", os.read(fd, 4096), flush=True)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    thread = threading.Thread(target=listen, args=(pair[0].fileno(),), daemon=True)
    thread.start()
    pair[1].send(b"a word to myself")
    thread.join(20)
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
