# id: T31
# act: exit(2) of the main thread alone, while another lives on
# verdict: timed_out
# checks: test_hello=timed_out test_sum=passed test_probe=passed
# levels: strong landlock

"""Ends the thread that answers, so that the process neither answers nor ends."""

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


@app.get("/hello/<name>")
def hello(name):
    threading.Thread(target=time.sleep, args=(20,)).start()
    call(60, 93, 0)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
