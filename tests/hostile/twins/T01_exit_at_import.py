"""The honest twin of T01: says who it is, and stays."""

import os

from flask import Flask, request

app = Flask(__name__)

print("staying, process", os.getpid(), flush=True)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
