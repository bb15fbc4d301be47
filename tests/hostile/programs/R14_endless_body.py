# id: R14
# act: a fast stream of 64 kB pieces, 64 MB in all
# verdict: failed
# checks: test_hello=failed test_sum=passed test_probe=passed
# levels: strong landlock

"""Answers without end, nearly."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return (b"x" * 65_536 for _ in range(1_000))


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
