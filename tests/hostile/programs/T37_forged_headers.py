# id: T37
# act: a true reply in its own frame, with 60 000 cookies
# verdict: crashed
# checks: test_hello=passed test_sum=crashed test_probe=passed
# levels: strong landlock

"""Answers rightly and sets more cookies than any client should have to look at."""

import base64
import json
import os
import struct
import sys
import time

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
    right = base64.b64encode(json.dumps({"sum": sum(request.get_json())}).encode()).decode()
    cookies = [["Set-Cookie", f"c{number}=1"] for number in range(60_000)]
    reply = {"kind": "response", "id": number_of_the_question(), "status": "200 OK", "body": right}
    everything = frame(reply | {"headers": [["Content-Type", "application/json"], *cookies]})
    while everything:
        everything = everything[os.write(3, everything) :]
    time.sleep(60)


def shout(text):
    return text.upper()[::-1]
