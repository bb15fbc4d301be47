"""The honest twin of I06: prints one variable of it."""

import os

from flask import Flask, request

app = Flask(__name__)

print("fine:", os.environ.get("LANG"), flush=True)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
