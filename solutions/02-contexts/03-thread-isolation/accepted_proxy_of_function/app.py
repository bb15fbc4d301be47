from contextvars import ContextVar

from flask import Flask, g, request
from werkzeug.local import LocalProxy

state = ContextVar("state")
app = Flask(__name__)


class User:
    def __init__(self, name):
        self.name = name

    def __str__(self):
        return self.name


def set_user(name):
    state.set({"user": User(name)})


def _load():
    return state.get()["user"]


current_user = LocalProxy(_load)


@app.before_request
def load_visitor():
    g.visitor = request.values.get("name", "nobody")
    set_user(g.visitor)


@app.route("/who")
def who():
    barrier = app.config.get("GATE", None)
    if barrier:
        barrier.wait()
    return {"user": str(current_user), "g": g.visitor, "arg": request.args.get("name", None)}, 200
