"""The honest twin of R15: a few empty pieces, and the answer."""

import time

from flask import Flask, request

app = Flask(__name__)


def nothing():
    end = time.monotonic() + 0.001
    while time.monotonic() < end:
        yield b""


@app.get("/hello/<name>")
def hello(name):
    return iter((*nothing(), f"Hello {name}".encode()))


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
