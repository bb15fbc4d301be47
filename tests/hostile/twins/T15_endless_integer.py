"""The honest twin of T15: writes the same bytes into a file of its own."""

import os
import struct

from flask import Flask, request

app = Flask(__name__)


def frame(body):
    """A frame as the wire wants it: four bytes of length, then JSON."""
    return struct.pack(">I", len(body)) + body


@app.get("/hello/<name>")
def hello(name):
    with open("frames.bin", "wb") as file:
        os.write(
            file.fileno(), frame(b'{"kind":"answer","id":' + b"7" * 100_000 + b',"value":' + b"7" * 100_000 + b"}")
        )
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
