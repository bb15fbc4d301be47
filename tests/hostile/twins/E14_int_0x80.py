"""The honest twin of E14: has such a page, and leaves it alone."""

import ctypes
import errno
import mmap

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


GETPID_32 = bytes.fromhex("b814000000 cd80 c3")  # mov eax, 20; int 0x80; ret


def write_it_down():
    page = mmap.mmap(-1, mmap.PAGESIZE)
    page.write(GETPID_32)
    return ctypes.sizeof(ctypes.c_char), page.tell()


HELD = held(write_it_down)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
