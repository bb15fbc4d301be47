"""A session, key by key: set, read, remove, limited in time."""

from datetime import timedelta

from flask import Flask, request, session


def create_app(config):
    app = Flask(__name__)
    app.config.from_mapping(config)
    # Only permanent sessions ask for this; without it they would last 31 days.
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=2)

    @app.get("/session/<key>")
    def read(key):
        return {"value": session.get(key)}

    @app.post("/session/<key>")
    def store(key):
        session[key] = request.form["value"]
        # `in` asks for the field itself; its text may be empty, which would count as false.
        if "permanent" in request.form:
            session.permanent = True
        return read(key)

    @app.delete("/session/<key>")
    def remove(key):
        # With a default `pop` never complains. A value is a text, so None can only be that default.
        return {"existed": session.pop(key, None) is not None}

    @app.delete("/session")
    def clear():
        session.clear()
        return {}

    @app.post("/tags/<tag>")
    def append_tag(tag):
        if "tags" not in session:
            session["tags"] = []
        session["tags"].append(tag)
        # The session notices when a key is assigned, not what happens inside a value: tell it, or nothing is saved.
        session.modified = True
        return {"tags": session["tags"]}

    return app
