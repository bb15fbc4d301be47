# id: T20
# act: sys._getframe() up to the bridge and its job
# verdict: passed
# checks: test_hello=passed test_sum=passed test_probe=passed
# levels: strong landlock

"""Climbs the stack and looks at the locals of everybody who called."""

import sys

from flask import Flask, request

app = Flask(__name__)


def secret_words():
    """Put together only now, so that they cannot find themselves."""
    return ["-".join(("canary", "of", "")), *("_".join(("test", word)) for word in ("hello", "sum", "probe"))]


def callers(frame):
    """Every frame above, and what it holds, as text; ours hold only what we put there."""
    while frame := frame.f_back:
        yield f"{frame.f_code.co_filename}: {frame.f_locals!r}"


for text in list(callers(sys._getframe())):
    for word in secret_words():
        if word in text:
            at = text.index(word)
            print("loot:", text[at : at + 80], flush=True)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
