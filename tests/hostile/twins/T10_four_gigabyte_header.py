"""The honest twin of T10: writes the same bytes into a file of its own."""

import os
import struct

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    with open("frames.bin", "wb") as file:
        os.write(file.fileno(), struct.pack(">I", 0xFFFFFFFF) + b"{}")
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
