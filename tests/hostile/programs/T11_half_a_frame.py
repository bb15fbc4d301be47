# id: T11
# act: half a frame, then silence
# verdict: timed_out
# checks: test_hello=timed_out test_sum=passed test_probe=passed
# levels: strong landlock

"""Begins an answer and never ends it."""

import os
import struct
import time

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    os.write(3, struct.pack(">I", 100) + b'{"kind":')
    time.sleep(20)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
