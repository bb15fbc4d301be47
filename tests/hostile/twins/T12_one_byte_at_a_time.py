"""The honest twin of T12: drips into a file of its own, and soon stops."""

import os
import struct
import time

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    with open("frames.bin", "wb") as file:
        for byte in struct.pack(">I", 100):
            os.write(file.fileno(), bytes([byte]))
            time.sleep(0.001)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
