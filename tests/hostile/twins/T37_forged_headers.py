"""The honest twin of T37: sets a hundred cookies as Flask does."""

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
    answer = app.json.response({"sum": sum(request.get_json())})
    for number in range(100):
        answer.set_cookie(f"c{number}", "1")
    return answer


def shout(text):
    return text.upper()[::-1]
