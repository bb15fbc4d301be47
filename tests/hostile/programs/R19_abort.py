# id: R19
# act: os.abort()
# verdict: crashed
# checks: test_hello=passed test_sum=crashed test_probe=passed
# levels: strong landlock

"""Asks for its own core dump."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    os.abort()
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
