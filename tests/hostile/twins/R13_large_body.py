"""The honest twin of R13: makes a body of 100 kB, and answers with the right one."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    body = b"x" * 100_000
    return f"Hello {name}" if len(body) == 100_000 else body


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
