# id: R09
# act: writes one file of 64 MB
# verdict: failed
# checks: test_hello=failed test_sum=passed test_probe=passed
# levels: strong landlock

"""Fills the disk with one file."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    with open("large.bin", "wb") as file:
        for _ in range(64):
            file.write(bytes(1 << 20))
    os.unlink("large.bin")
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
