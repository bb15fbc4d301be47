# id: R15
# act: a stream of empty pieces, for a minute
# verdict: timed_out
# checks: test_hello=timed_out test_sum=passed test_probe=passed
# levels: strong landlock

"""Answers nothing, again and again: no cap on bytes ends it."""

import time

from flask import Flask, request

app = Flask(__name__)


def nothing():
    end = time.monotonic() + 60
    while time.monotonic() < end:
        yield b""


@app.get("/hello/<name>")
def hello(name):
    return nothing()


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
