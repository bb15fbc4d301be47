# id: R09b
# act: writes 64 files of 1 MB
# verdict: failed
# checks: test_hello=failed test_sum=passed test_probe=passed
# levels: strong

"""Fills the disk with files that are each small enough."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    for number in range(64):
        with open(f"{number}.bin", "wb") as file:
            file.write(bytes(1 << 20))
    for number in range(64):
        os.unlink(f"{number}.bin")
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
