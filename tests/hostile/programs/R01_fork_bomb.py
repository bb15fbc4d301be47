# id: R01
# act: forks up to 200 times
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Forks as often as it may; each child rests for two seconds and goes."""

import errno
import os
import time

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


def fork_often():
    started = 0
    try:
        while started < 200:
            if os.fork() == 0:
                time.sleep(2)
                os._exit(0)
            started += 1
    except OSError:
        if not started:
            raise
    return started


HELD = held(fork_often)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
