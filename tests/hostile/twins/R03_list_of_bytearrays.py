"""The honest twin of R03: keeps 32 MB and lets go of them."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    hoard = [bytearray(16 << 20) for _ in range(2)]
    del hoard
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
