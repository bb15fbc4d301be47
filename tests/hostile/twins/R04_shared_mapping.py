"""The honest twin of R04: maps 16 MB and unmaps them."""

import mmap

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    hoard = mmap.mmap(-1, 16 << 20)
    hoard.close()
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
