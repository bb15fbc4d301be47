"""A session, key by key: the session holds a number, the values stay in the process."""

import secrets
from datetime import timedelta

from flask import Flask, request, session

memory = {}


def mine():
    if "number" not in session:
        session["number"] = secrets.token_hex()
    return memory.setdefault(session["number"], {})


def create_app(config):
    app = Flask(__name__)
    app.config.from_mapping(config)
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=2)

    @app.get("/session/<key>")
    def read(key):
        return {"value": mine().get(key)}

    @app.post("/session/<key>")
    def store(key):
        mine()[key] = request.form["value"]
        if "permanent" in request.form:
            session.permanent = True
        return read(key)

    @app.delete("/session/<key>")
    def remove(key):
        return {"existed": mine().pop(key, None) is not None}

    @app.delete("/session")
    def clear():
        mine().clear()
        return {}

    @app.post("/tags/<tag>")
    def append_tag(tag):
        mine().setdefault("tags", []).append(tag)
        return {"tags": mine()["tags"]}

    return app
