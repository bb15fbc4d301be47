"""The honest twin of I05: asks the system about itself."""

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


def environment():
    return sorted(os.environ)


def work_folder():
    return os.listdir(os.getcwd())


HELD = held(environment, work_folder)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
