"""The honest twin of R11: opens twenty and closes them."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    for fd in [os.dup(0) for _ in range(20)]:
        os.close(fd)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
