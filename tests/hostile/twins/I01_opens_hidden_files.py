"""The honest twin of I01: opens its own file and one of the library's."""

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


def beginning(path):
    with open(path, "rb") as file:
        return len(file.read(4096))


def my_own():
    return beginning(__file__)


def the_library():
    return beginning(os.__file__)


HELD = held(my_own, the_library)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
