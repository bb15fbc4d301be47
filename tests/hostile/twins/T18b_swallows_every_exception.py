"""The honest twin of T18b: looks at the same hooks, raises and catches, and answers rightly."""

import builtins
import sys
import threading
import warnings

from flask import Flask, request

app = Flask(__name__)

try:
    assert not builtins.AssertionError
except AssertionError as error:
    print("fine:", type(error), sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
