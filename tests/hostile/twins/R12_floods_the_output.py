"""The honest twin of R12: prints a few lines."""

import sys

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    for _ in range(64):
        sys.stdout.write("x" * 80 + "\n")
    sys.stdout.flush()
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
