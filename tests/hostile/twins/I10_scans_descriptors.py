"""The honest twin of I10: looks at the standard three."""

import contextlib
import os
import stat

from flask import Flask, request

app = Flask(__name__)

for fd in range(3):
    with contextlib.suppress(OSError):
        print("fine: descriptor", fd, oct(stat.S_IFMT(os.fstat(fd).st_mode)), flush=True)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
