"""The honest twin of T14: writes the same bytes into a file of its own."""

import os
import struct

from flask import Flask, request

app = Flask(__name__)


def frame(body):
    """A frame as the wire wants it: four bytes of length, then JSON."""
    return struct.pack(">I", len(body)) + body


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    with open("frames.bin", "wb") as file:
        os.write(file.fileno(), frame(b'{"kind":"answer","id":1,"value":"\xff\xfe\xc0"}'))
    return text.upper()[::-1]
