"""The honest twin of T31: ends a side thread, and the main one answers."""

import ctypes
import os
import platform
import threading
import time

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


def side():
    time.sleep(0.01)
    raise SystemExit(0)


@app.get("/hello/<name>")
def hello(name):
    threading.Thread(target=side).start()
    print("fine:", call(39, 172) == os.getpid(), flush=True)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
