# id: R10
# act: makes 5000 empty files
# verdict: failed
# checks: test_hello=failed test_sum=passed test_probe=passed
# levels: strong

"""Uses up names instead of bytes."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    for number in range(5_000):
        os.close(os.open(f"{number}.txt", os.O_WRONLY | os.O_CREAT))
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
