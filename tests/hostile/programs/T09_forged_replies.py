# id: T09
# act: replies written to the wire in advance, with guessed numbers
# verdict: crashed
# checks: test_hello=crashed test_sum=crashed test_probe=crashed
# levels: strong landlock

"""Answers questions that nobody has asked yet."""

import json
import os
import struct

from flask import Flask, request

app = Flask(__name__)


def frame(body):
    """A frame as the wire wants it: four bytes of length, then JSON."""
    return struct.pack(">I", len(body)) + body


for guess in range(1 << 40, (1 << 40) + 5):
    reply = {"kind": "response", "id": guess, "status": "200 OK", "headers": [], "body": ""}
    os.write(3, frame(json.dumps(reply).encode()))


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
