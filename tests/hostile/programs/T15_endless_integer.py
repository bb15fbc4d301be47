# id: T15
# act: a reply with an integer of 100 000 digits
# verdict: crashed
# checks: test_hello=crashed test_sum=passed test_probe=passed
# levels: strong landlock

"""Answers with a number that takes long to read."""

import os
import struct

from flask import Flask, request

app = Flask(__name__)


def frame(body):
    """A frame as the wire wants it: four bytes of length, then JSON."""
    return struct.pack(">I", len(body)) + body


@app.get("/hello/<name>")
def hello(name):
    os.write(3, frame(b'{"kind":"answer","id":' + b"7" * 100_000 + b',"value":' + b"7" * 100_000 + b"}"))
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
