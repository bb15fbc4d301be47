# id: T10
# act: a frame header that announces 4 GB
# verdict: crashed
# checks: test_hello=crashed test_sum=passed test_probe=passed
# levels: strong landlock

"""Announces more than anybody should read."""

import os
import struct

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    os.write(3, struct.pack(">I", 0xFFFFFFFF) + b"{}")
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
