"""The honest twin of R02: a hundred honest timers: a course that teaches threads must allow them."""

import threading

from flask import Flask, request

app = Flask(__name__)


def start_timers():
    """Why not all came; nothing when they did."""
    came = []
    timers = [threading.Timer(0.05, came.append, args=(number,)) for number in range(100)]
    for timer in timers:
        timer.start()
    for timer in timers:
        timer.join()
    return "" if len(came) == 100 else f"only {len(came)} came"


HELD = start_timers()


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
