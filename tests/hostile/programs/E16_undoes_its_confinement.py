# id: E16
# act: dumpable, PDEATHSIG, subreaper, higher limits, setuid(0), the parent's priority
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Takes off, one by one, what was put on before it ran; what works is put back."""

import ctypes
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
        except (OSError, ValueError) as error:
            reasons.append(f"{act.__name__}: {error}")
    return "" if worked else ", ".join(reasons)


libc = ctypes.CDLL(None, use_errno=True)
GRADER = int("{{HOST_PID}}")


def process_control(option, value):
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return option


def be_dumpable():
    return process_control(4, 1)


def outlive_the_parent():
    return process_control(1, 0)


def adopt_orphans():
    return process_control(36, 1)


def raise_limits():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard + 1))
    return hard


def become_root():
    return os.setresuid(0, 0, 0)


def touch_priority():
    return os.setpriority(os.PRIO_PROCESS, GRADER, os.getpriority(os.PRIO_PROCESS, GRADER))


def touch_processors():
    return os.sched_setaffinity(GRADER, os.sched_getaffinity(GRADER))


PROCESS = [be_dumpable, outlive_the_parent, adopt_orphans, raise_limits, become_root]

HELD = held(*PROCESS, touch_priority, touch_processors)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
