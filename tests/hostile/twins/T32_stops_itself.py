"""The honest twin of T32: sends itself a signal that changes nothing."""

import os
import signal
import time

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    os.kill(os.getpid(), signal.SIGCONT)
    time.sleep(0.01)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
