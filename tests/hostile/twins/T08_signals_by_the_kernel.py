"""The honest twin of T08: asks for the flags of a pipe."""

import errno
import fcntl
import os

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


ENDS = os.pipe()


def ask_for_flags():
    return fcntl.fcntl(ENDS[0], fcntl.F_GETFL), fcntl.fcntl(ENDS[1], fcntl.F_GETFD)


HELD = held(ask_for_flags)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
