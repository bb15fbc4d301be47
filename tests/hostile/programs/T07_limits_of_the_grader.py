# id: T07
# act: prlimit() on the grader and on the parent
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Reads the limits of the grader and writes them back: whoever may do that may also lower them."""

import errno
import os
import resource

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


def limits_of(pid):
    limits = resource.prlimit(pid, resource.RLIMIT_CORE)
    resource.prlimit(pid, resource.RLIMIT_CORE, limits)
    return limits


def of_the_grader():
    return limits_of(GRADER)


def of_the_parent():
    if os.getppid() == 0:
        raise PermissionError(errno.EPERM, "the parent cannot be seen")
    return limits_of(os.getppid())


HELD = held(of_the_grader, of_the_parent)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
