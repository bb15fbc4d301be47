"""The honest twin of E18: makes plain files and folders."""

import errno
import os
import socket
import stat

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


def plain_file():
    with open("program", "w") as file:
        os.fchmod(file.fileno(), 0o755)
    return stat.S_ISREG(os.stat("program").st_mode)


def folder():
    return os.makedirs("folder", exist_ok=True), socket.AF_UNIX.name


HELD = held(plain_file, folder)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
