# id: R16
# act: 6 MB of headers
# verdict: failed
# checks: test_hello=failed test_sum=passed test_probe=passed
# levels: strong landlock

"""Says little, and much about it."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}", {"X-Large": "x" * 6_000_000}


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
