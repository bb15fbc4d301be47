# id: T16
# act: closes fd 3 at import
# verdict: crashed
# checks: test_hello=crashed test_sum=crashed test_probe=crashed
# levels: strong landlock

"""Cuts the line."""

import os

from flask import Flask, request

app = Flask(__name__)

os.close(3)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
