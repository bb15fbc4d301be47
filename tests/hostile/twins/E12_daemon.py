"""The honest twin of E12: a daemon thread, which ends with its process."""

import errno
import os
import threading
import time

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


def leave_a_thread():
    thread = threading.Thread(target=time.sleep, args=(20,), daemon=True)
    thread.start()
    return thread.is_alive(), os.getpid()


HELD = held(leave_a_thread)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
