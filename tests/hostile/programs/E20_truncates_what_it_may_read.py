# id: E20
# act: truncate() of a library's file and of the secret, each to its own length
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Shortens files it may only read, by nothing: early versions of Landlock did not forbid it."""

import errno
import os

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


def library():
    return os.truncate(os.__file__, os.stat(os.__file__).st_size)


def secret():
    return os.truncate("{{SECRET_PATH}}", os.stat("{{SECRET_PATH}}").st_size)


HELD = held(library, secret)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
