"""The honest twin of R09b: writes four of 1 MB."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    for number in range(4):
        with open(f"{number}.bin", "wb") as file:
            file.write(bytes(1 << 20))
    for number in range(4):
        os.unlink(f"{number}.bin")
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
