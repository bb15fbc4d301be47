# id: R07
# act: ignores every signal it can and spins
# verdict: timed_out
# checks: test_hello=passed test_sum=passed test_probe=timed_out
# levels: strong landlock

"""Cannot be asked to stop."""

import contextlib
import signal
import time

from flask import Flask, request

app = Flask(__name__)

for number in signal.valid_signals():
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_IGN)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        pass
    return text.upper()[::-1]
