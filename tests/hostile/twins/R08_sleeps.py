"""The honest twin of R08: naps."""

import time

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    time.sleep(0.01)
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
