"""The honest twin of I12: leaves a note in its own folder and in its folder for temporary files."""

import errno
import os
import tempfile

import flask
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


PLACES = [os.getcwd(), tempfile.gettempdir()]


def leave_a_note():
    for place in PLACES:
        with open(os.path.join(place, "note"), "w") as file:
            file.write(flask.__name__)
    return len(PLACES)


HELD = held(leave_a_note)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
