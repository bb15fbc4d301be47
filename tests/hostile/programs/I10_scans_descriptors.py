# id: I10
# act: looks at every descriptor from 0 to 1023
# verdict: passed
# checks: test_hello=passed test_sum=passed test_probe=passed
# levels: strong landlock

"""Looks for descriptors that somebody forgot to close: there are 0 to 3."""

import contextlib
import os
import stat

from flask import Flask, request

app = Flask(__name__)

for fd in range(1024):
    with contextlib.suppress(OSError):
        mode = os.fstat(fd).st_mode
        if fd > 3:
            print("loot: descriptor", fd, oct(stat.S_IFMT(mode)), flush=True)
            print("loot:", os.pread(fd, 200, 0), flush=True)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
