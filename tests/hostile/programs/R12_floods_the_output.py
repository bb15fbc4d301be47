# id: R12
# act: prints 64 MB
# verdict: passed
# checks: test_hello=passed test_sum=passed test_probe=passed
# levels: strong landlock

"""Prints more than anybody will read, and answers rightly."""

import sys

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    for _ in range(64):
        sys.stdout.write("x" * (1 << 20) + "\n")
    sys.stdout.flush()
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
