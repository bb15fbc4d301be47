"""The honest twin of I04: does the honest ones of them to a file of its own."""

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


def create():
    return os.close(os.open("own.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL))


def change_mode():
    return os.chmod("own.txt", 0o644)


def change_time():
    return os.utime("own.txt")


def truncate():
    return os.truncate("own.txt", 0)


def rename():
    return os.rename("own.txt", "other.txt")


def make_folder():
    os.mkdir("folder")
    return os.rmdir("folder")


def remove():
    return os.unlink("other.txt")


HELD = held(create, change_mode, change_time, truncate, rename, make_folder, remove)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
