# id: T08
# act: fcntl F_SETOWN and F_SETSIG, so that the kernel sends a signal
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Makes the grader the owner of a pipe: the kernel would then signal it, past kill()."""

import errno
import fcntl
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


GRADER = int("{{HOST_PID}}")
ENDS = os.pipe()


def choose_the_owner():
    return fcntl.fcntl(ENDS[0], fcntl.F_SETOWN, GRADER)


def choose_the_signal():
    return fcntl.fcntl(ENDS[0], fcntl.F_SETSIG, 0)


HELD = held(choose_the_owner, choose_the_signal)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
