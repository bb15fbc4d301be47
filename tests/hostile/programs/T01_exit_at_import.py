# id: T01
# act: os._exit(0) at import
# verdict: crashed
# checks: test_hello=crashed test_sum=crashed test_probe=crashed
# levels: strong landlock

"""Leaves with exit code 0 before any question is asked."""

import os

from flask import Flask, request

app = Flask(__name__)

print("leaving with code 0", flush=True)
os._exit(0)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
