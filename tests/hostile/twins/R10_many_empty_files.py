"""The honest twin of R10: makes a hundred."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    for number in range(100):
        os.close(os.open(f"{number}.txt", os.O_WRONLY | os.O_CREAT))
    for number in range(100):
        os.unlink(f"{number}.txt")
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
