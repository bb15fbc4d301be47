"""The honest twin of T22b: writes the surrogate out."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    "\udcff".encode("utf-8", "backslashreplace")
    return text.upper()[::-1]
