# id: R06
# act: while True in a view
# verdict: timed_out
# checks: test_hello=timed_out test_sum=passed test_probe=passed
# levels: strong landlock

"""Turns in circles, for a minute at most."""

import time

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        pass
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
