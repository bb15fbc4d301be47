# id: E09b
# act: reboot(), with wrong magic numbers
# verdict: forbidden
# checks: test_hello=forbidden test_sum=forbidden test_probe=forbidden
# levels: strong landlock

"""Wants to restart the machine, but does not know the word."""

import ctypes
import errno
import os
import platform

from flask import Flask, request

app = Flask(__name__)

libc = ctypes.CDLL(None, use_errno=True)


def call(x86_64, aarch64, *args):
    """Make a system call, by its number on this machine."""
    number = {"x86_64": x86_64, "aarch64": aarch64}[platform.machine()]
    wide = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    result = libc.syscall(ctypes.c_long(number), *wide)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


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


def restart():
    return call(169, 142, 0, 0, 0, 0)


HELD = held(restart)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
