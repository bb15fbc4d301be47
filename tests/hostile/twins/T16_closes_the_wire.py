"""The honest twin of T16: closes a file of its own."""

import os

from flask import Flask, request

app = Flask(__name__)

os.close(os.open("own.txt", os.O_WRONLY | os.O_CREAT))


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
