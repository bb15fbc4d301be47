"""The honest twin of T25: a tracer, a profiler and a hook of its own that only watch, and end."""

import sys

from flask import Flask, request

app = Flask(__name__)

seen = []


def trace(frame, event, argument):
    return None


sys.addaudithook(lambda event, args: seen.append(event) if len(seen) < 1000 else None)
sys.setprofile(lambda frame, event, argument: None)
sys.settrace(trace)
print("fine:", len(seen), flush=True)
sys.settrace(None)
sys.setprofile(None)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
