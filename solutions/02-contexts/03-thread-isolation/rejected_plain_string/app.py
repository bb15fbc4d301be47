"""One name, many values: a proxy of your own, and requests side by side."""

from flask import Flask, g, request

app = Flask(__name__)

current_user = "nobody"


def set_user(name):
    """Store the name for the running thread or task."""
    global current_user
    current_user = name


@app.before_request
def remember_visitor():
    # Always store something: a thread serves many requests, and the one before left its name in the variable.
    g.visitor = request.args.get("name", "nobody")
    set_user(g.visitor)


@app.get("/who")
def who():
    gate = app.config.get("GATE")
    if gate is not None:
        gate.wait()
    return {"g": g.visitor, "arg": request.args.get("name"), "user": str(current_user)}
