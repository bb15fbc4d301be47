"""The honest twin of T19: counts the objects of the process."""

import gc

from flask import Flask, request

app = Flask(__name__)

print("fine:", len(gc.get_objects()) > 0, flush=True)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
