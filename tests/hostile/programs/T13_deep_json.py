# id: T13
# act: a reply nested 200 000 deep
# verdict: crashed
# checks: test_hello=passed test_sum=crashed test_probe=passed
# levels: strong landlock

"""Answers with brackets within brackets, deeper than a reader's stack."""

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
    os.write(3, frame(b'{"kind":"answer","id":1,"value":' + b"[" * 200_000 + b"]" * 200_000 + b"}"))
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
