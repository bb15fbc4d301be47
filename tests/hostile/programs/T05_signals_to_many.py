# id: T05
# act: kill(0), kill(-1), kill(1), killpg: to whole groups of processes
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Tries whether it could signal others: signal 0 is delivered to nobody and asks only for permission."""

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


def to_my_group():
    return os.kill(0, 0)


def to_everybody():
    return os.kill(-1, 0)


def to_the_first_process():
    if os.getpid() == 1:
        raise PermissionError(errno.EPERM, "that is myself")
    return os.kill(1, 0)


def to_the_group_by_number():
    return os.killpg(os.getpgrp(), 0)


HELD = held(to_my_group, to_everybody, to_the_first_process, to_the_group_by_number)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
