"""A greeting, a sum and a function."""

from flask import Flask, request

app = Flask(__name__)

# This text stands here and nowhere else: a result that holds it has leaked a solution.
CANARY = "canary-of-the-solution-93ac55f2"


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
