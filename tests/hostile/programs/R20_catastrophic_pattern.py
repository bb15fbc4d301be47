# id: R20
# act: a regular expression that backtracks for ever and holds the interpreter's lock
# verdict: timed_out
# checks: test_hello=passed test_sum=passed test_probe=timed_out
# levels: strong landlock

"""Spins where no signal handler and no other thread of Python gets a turn."""

import re

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    re.match(r"(a+)+$", "a" * 60 + "b")
    return text.upper()[::-1]
