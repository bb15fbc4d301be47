# id: T12
# act: a frame that drips, one byte each 0.2 s
# verdict: timed_out
# checks: test_hello=timed_out test_sum=passed test_probe=passed
# levels: strong landlock

"""Keeps every single read alive, and the whole of the frame waiting."""

import os
import struct
import time

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    for byte in struct.pack(">I", 100) + b'{"kind":' + b" " * 91:
        os.write(3, bytes([byte]))
        time.sleep(0.2)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
