"""The honest twin of T06: sends the same two signals to itself."""

import errno
import os
import signal

from flask import Flask, request

app = Flask(__name__)


def held(*acts):
    """Return why honest acts failed; nothing when all of them worked."""
    reasons = []
    for act in acts:
        try:
            print("fine:", act.__name__, act(), flush=True)
        except OSError as error:
            reasons.append(f"{act.__name__}: {errno.errorcode.get(error.errno, error)}")
    return ", ".join(reasons)


def whom():
    """This process alone."""
    return [os.getpid()]


def knock():
    return [os.kill(pid, 0) for pid in whom()]


def wake():
    return [os.kill(pid, signal.SIGCONT) for pid in whom()]


HELD = held(knock, wake)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
