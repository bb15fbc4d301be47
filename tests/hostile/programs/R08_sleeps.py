# id: R08
# act: sleep(60) in a view
# verdict: timed_out
# checks: test_hello=passed test_sum=timed_out test_probe=passed
# levels: strong landlock

"""Sleeps, which costs nothing but time."""

import time

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    time.sleep(60)
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
