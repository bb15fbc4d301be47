"""The honest twin of R18: reads an address that is its own."""

import ctypes

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    ctypes.string_at(ctypes.create_string_buffer(b"own"))
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
