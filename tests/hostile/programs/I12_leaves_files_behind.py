# id: I12
# act: leaves files in /tmp, /dev/shm, /var/tmp, the library, and the folders above its own
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Leaves a note for whoever comes after it; what works is taken away again."""

import errno
import os
import tempfile

import flask
from flask import Flask, request

app = Flask(__name__)


def held(*acts):
    """Return why every act was held back; nothing as soon as one of them worked."""
    reasons, worked = [], False
    for act in acts:
        try:
            print("loot:", act.__name__, act(), flush=True)
            worked = True
        except OSError as error:
            reasons.append(f"{act.__name__}: {errno.errorcode.get(error.errno, error)}")
    return "" if worked else ", ".join(reasons)


LIBRARY = os.path.dirname(flask.__file__)
PLACES = ["/dev/shm", "/var/tmp", "/tmp", "/", LIBRARY, os.path.dirname(LIBRARY), os.path.dirname(os.__file__)]


def leave_a_note():
    """One place is enough."""
    problem = None
    for place in PLACES:
        if place == tempfile.gettempdir():
            continue
        path = os.path.join(place, "note-of-a-hostile-program")
        try:
            with open(path, "x") as file:
                file.write("the answers are")
            os.unlink(path)
            return path
        except OSError as error:
            problem = error
    raise problem


HELD = held(leave_a_note)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
