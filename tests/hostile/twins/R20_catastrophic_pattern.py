"""The honest twin of R20: the same pattern on a text that fits."""

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
    re.match(r"(a+)+$", "a" * 60)
    return text.upper()[::-1]
