# id: T22c
# act: a function that returns an integer beyond 64 bits
# verdict: failed
# checks: test_hello=passed test_sum=passed test_probe=failed
# levels: strong landlock

"""Returns a number that plain Python has and many encoders have not."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return 2**80
