"""The honest twin of R19: asks for its number."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    os.getpid()
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
