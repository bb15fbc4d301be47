"""The honest twin of E16: asks for the same things and changes none."""

import ctypes
import os
import resource

from flask import Flask, request

app = Flask(__name__)


def held(*acts):
    """Return why honest acts failed; nothing when all of them worked."""
    reasons = []
    for act in acts:
        try:
            print("fine:", act.__name__, act(), flush=True)
        except (OSError, ValueError) as error:
            reasons.append(f"{act.__name__}: {error}")
    return ", ".join(reasons)


libc = ctypes.CDLL(None, use_errno=True)


def limits():
    return resource.getrlimit(resource.RLIMIT_NOFILE)


def processors():
    return len(os.sched_getaffinity(0)), libc.getpid()


HELD = held(limits, processors)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
