# id: T32
# act: SIGSTOP to itself, again and again
# verdict: timed_out
# checks: test_hello=timed_out test_sum=passed test_probe=passed
# levels: strong landlock

"""Stops itself: neither dead nor alive. As the first process of a namespace it is not even stopped."""

import os
import signal
import time

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    for _ in range(100):
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(0.2)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
