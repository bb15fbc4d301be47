# id: T38
# act: an exception in its own frame, with a megabyte of text and 5 000 lines
# verdict: crashed
# checks: test_hello=passed test_sum=crashed test_probe=passed
# levels: strong landlock

"""Reports an exception of its own making that would fill every report."""

import json
import os
import struct
import sys

from flask import Flask, request

app = Flask(__name__)


def frame(reply):
    """A frame as the wire wants it: four bytes of length, then JSON."""
    body = json.dumps(reply).encode()
    return struct.pack(">I", len(body)) + body


def number_of_the_question():
    """The number that an answer must repeat, from the frames below."""
    below = sys._getframe()
    while below is not None:
        for found in list(below.f_locals.values()):
            if type(found).__name__ == "Request" and hasattr(found, "environ") and hasattr(found, "app"):
                return found.id
        below = below.f_back
    return 0


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    trouble = {"type": "E" * 9_000, "text": "x" * (1 << 20), "where": ["app.py:1"] * 5_000, "memory": False}
    os.write(3, frame({"kind": "raised", "id": number_of_the_question(), "stage": "request", "trouble": trouble}))
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
