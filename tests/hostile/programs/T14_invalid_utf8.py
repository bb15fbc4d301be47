# id: T14
# act: a reply that is no UTF-8
# verdict: crashed
# checks: test_hello=passed test_sum=passed test_probe=crashed
# levels: strong landlock

"""Answers with bytes that are no text."""

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
    os.write(3, frame(b'{"kind":"answer","id":1,"value":"\xff\xfe\xc0"}'))
    return text.upper()[::-1]
