"""The honest twin of T02: would exit only if it were run as a program."""

import sys

from flask import Flask, request

app = Flask(__name__)

print("no tests of my own", flush=True)
if __name__ == "__main__":
    sys.exit(0)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
