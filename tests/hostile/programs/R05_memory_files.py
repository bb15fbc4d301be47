# id: R05
# act: memfd_create: memory that no limit of the process counts
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Makes a file that is nothing but memory, and that nobody could weigh."""

import errno
import os
import tempfile

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


def make_memory_file():
    fd = os.memfd_create("hoard")
    os.close(fd)
    return fd


def make_file_in_shared_memory():
    with tempfile.TemporaryFile(dir="/dev/shm") as file:
        return file.fileno()


HELD = held(make_memory_file, make_file_in_shared_memory)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
