# id: R03
# act: a list of bytearrays, up to 1.2 GB
# verdict: out_of_memory
# checks: test_hello=passed test_sum=out_of_memory test_probe=passed
# levels: strong landlock

"""Keeps everything it can get."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    hoard = [bytearray(16 << 20) for _ in range(75)]
    del hoard
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
