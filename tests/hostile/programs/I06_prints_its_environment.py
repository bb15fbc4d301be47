# id: I06
# act: prints os.environ
# verdict: passed
# checks: test_hello=passed test_sum=passed test_probe=passed
# levels: strong landlock

"""Prints its environment, in which nothing may be worth printing."""

import os

from flask import Flask, request

app = Flask(__name__)

print("environment:", dict(os.environ), flush=True)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
