"""The honest twin of T23: writes a report into its own folder."""

import errno
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


PLACES = [os.getcwd()]
REPORT = '{"score": 10, "graded": true, "outcome": "passed"}'


def write_report():
    path = os.path.join(PLACES[0], "results.json")
    with open(path, "x") as file:
        file.write(REPORT)
    os.unlink(path)
    return path


HELD = held(write_report)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
