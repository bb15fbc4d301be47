"""The honest twin of T22: reckons with the same values and answers with plain ones."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": int(float(sum(request.get_json())))}


def shout(text):
    return text.upper()[::-1]
