"""The honest twin of R07: ignores the same signals and spins for a moment."""

import contextlib
import signal
import time

from flask import Flask, request

app = Flask(__name__)

for number in (signal.SIGTERM, signal.SIGXCPU, signal.SIGUSR1):
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_IGN)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    end = time.monotonic() + 0.01
    while time.monotonic() < end:
        pass
    return text.upper()[::-1]
