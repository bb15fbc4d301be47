# id: R18
# act: reads address 0 by ctypes
# verdict: crashed
# checks: test_hello=crashed test_sum=passed test_probe=passed
# levels: strong landlock

"""Crashes the interpreter itself."""

import ctypes

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    ctypes.string_at(0)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
