# id: T22b
# act: a function that returns text with a lone surrogate
# verdict: failed
# checks: test_hello=passed test_sum=passed test_probe=failed
# levels: strong landlock

"""Returns text that no encoder takes; os.listdir() makes such text from odd file names."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1] + "\udcff"
