"""The honest twin of T11: writes half a frame into a file and rests for a moment."""

import os
import struct
import time

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    with open("frames.bin", "wb") as file:
        os.write(file.fileno(), struct.pack(">I", 100) + b'{"kind":')
    time.sleep(0.01)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
