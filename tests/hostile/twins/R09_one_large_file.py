"""The honest twin of R09: writes 1 MB."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    with open("large.bin", "wb") as file:
        file.write(bytes(1 << 20))
    os.unlink("large.bin")
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
