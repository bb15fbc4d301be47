"""A session, key by key: set, read, remove, limited in time."""

from flask import Flask, request

values = {}
all_tags = []


def create_app(config):
    app = Flask(__name__)
    app.config.from_mapping(config)

    @app.get("/session/<key>")
    def read(key):
        return {"value": values.get(key)}

    @app.post("/session/<key>")
    def store(key):
        values[key] = request.form["value"]
        return read(key)

    @app.delete("/session/<key>")
    def remove(key):
        return {"existed": values.pop(key, None) is not None}

    @app.delete("/session")
    def clear():
        values.clear()
        all_tags.clear()
        return {}

    @app.post("/tags/<tag>")
    def append_tag(tag):
        all_tags.append(tag)
        return {"tags": all_tags}

    return app
