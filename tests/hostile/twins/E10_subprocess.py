"""The honest twin of E10: writes the command down and does not run it."""

import errno
import os
import pty
import subprocess

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


COMMAND = ["/bin/sh", "-c", "exit 0"]


def write_down():
    return subprocess.list2cmdline(COMMAND), os.getpid(), pty.STDIN_FILENO


HELD = held(write_down)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
