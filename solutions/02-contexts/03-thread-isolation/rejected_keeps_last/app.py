"""One name, many values: a proxy of your own, and requests side by side."""

from contextvars import ContextVar

from flask import Flask, g, request
from werkzeug.local import LocalProxy

app = Flask(__name__)

# A context variable has a value of its own in each thread and in each asyncio task.
_user = ContextVar("user")

# The proxy holds no name: it asks the variable at each use, in the thread or task that uses it.
current_user = LocalProxy(_user)


def set_user(name):
    """Store the name for the running thread or task."""
    _user.set(name)


@app.before_request
def remember_visitor():
    # Always store something: a thread serves many requests, and the one before left its name in the variable.
    g.visitor = request.args.get("name", "nobody")
    if "name" in request.args:
        set_user(g.visitor)


@app.get("/who")
def who():
    gate = app.config.get("GATE")
    if gate is not None:
        gate.wait()
    return {"g": g.visitor, "arg": request.args.get("name"), "user": str(current_user)}
