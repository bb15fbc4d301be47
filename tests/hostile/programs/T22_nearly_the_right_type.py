# id: T22
# act: 1.0 for 1, NaN, a lone surrogate
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Answers with values that a careless comparison, or a careless encoder, lets through."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}\ud800"


@app.post("/sum")
def total():
    return {"sum": float(sum(request.get_json()))}


def shout(text):
    return float("nan")
