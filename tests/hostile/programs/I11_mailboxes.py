# id: I11
# act: SysV shared memory, semaphores and queues, POSIX queues, /dev/shm
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Makes things that would outlive it and that a later submission could find; what works is removed."""

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


def shared_memory():
    return call(31, 195, call(29, 194, 0, 4096, 0o1600), 0, 0)


def semaphores():
    return call(66, 191, call(64, 190, 0, 1, 0o1600), 0, 0, 0)


def message_queue():
    return call(71, 187, call(68, 186, 0, 0o1600), 0, 0)


def posix_queue():
    os.close(call(240, 180, b"hostile-mailbox", os.O_RDWR | os.O_CREAT, 0o600, 0))
    return call(241, 181, b"hostile-mailbox")


def memory_file():
    path = "/dev/shm/hostile-mailbox"
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return os.unlink(path)


HELD = held(shared_memory, semaphores, message_queue, posix_queue, memory_file)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
