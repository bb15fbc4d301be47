# id: E11
# act: os.execv() of another program
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Becomes another program, which would say nothing on the wire."""

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


PROGRAMS = ["/bin/echo", "/usr/bin/env"]


def become_another():
    problem = None
    for program in PROGRAMS:
        try:
            os.execv(program, [program])
        except OSError as error:
            problem = error
    raise problem


HELD = held(become_another)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
