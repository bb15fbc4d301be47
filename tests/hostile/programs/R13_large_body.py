# id: R13
# act: a body of 100 MB in one piece
# verdict: failed
# checks: test_hello=failed test_sum=passed test_probe=passed
# levels: strong landlock

"""Answers with more than the wall lets through."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return b"x" * 100_000_000


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
