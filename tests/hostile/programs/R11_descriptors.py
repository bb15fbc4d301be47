# id: R11
# act: opens 5000 descriptors
# verdict: failed
# checks: test_hello=failed test_sum=passed test_probe=passed
# levels: strong landlock

"""Opens and never closes."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    opened = []
    try:
        for _ in range(5_000):
            opened.append(os.dup(0))
    finally:
        for fd in opened:
            os.close(fd)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
