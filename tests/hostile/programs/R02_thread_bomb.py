# id: R02
# act: starts 4000 threads
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Starts threads until somebody says no; they all end when the attempt does."""

import threading

from flask import Flask, request

app = Flask(__name__)


def start_threads():
    """Why it was stopped; nothing when all 4000 could be started."""
    over = threading.Event()
    try:
        for _ in range(4_000):
            threading.Thread(target=over.wait, args=(10,), daemon=True).start()
    except (RuntimeError, MemoryError) as error:
        return f"held: {error}"
    finally:
        over.set()
    return ""


HELD = start_threads()


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
