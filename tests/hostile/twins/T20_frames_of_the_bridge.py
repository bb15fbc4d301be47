"""The honest twin of T20: climbs one step, to itself."""

import sys

from flask import Flask, request

app = Flask(__name__)

print("fine:", sys._getframe().f_code.co_name, flush=True)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
