# id: T03
# act: os._exit(0) inside a view
# verdict: crashed
# checks: test_hello=crashed test_sum=passed test_probe=passed
# levels: strong landlock

"""Leaves in the middle of one request."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    os._exit(0)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
