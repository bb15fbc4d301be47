"""A cookie of its own for each key."""

import json

from flask import Flask, jsonify, request


def create_app(config):
    app = Flask(__name__)

    @app.get("/session/<key>")
    def read(key):
        return {"value": request.cookies.get(key)}

    @app.post("/session/<key>")
    def store(key):
        response = jsonify({})
        response.set_cookie(key, request.form["value"], max_age=2 * 60 * 60 if "permanent" in request.form else None)
        return response

    @app.delete("/session/<key>")
    def remove(key):
        response = jsonify(existed=key in request.cookies)
        response.delete_cookie(key)
        return response

    @app.delete("/session")
    def clear():
        response = jsonify({})
        for key in request.cookies:
            response.delete_cookie(key)
        return response

    @app.post("/tags/<tag>")
    def append_tag(tag):
        try:
            tags = json.loads(request.cookies["tags"])
        except (KeyError, ValueError):
            tags = []
        response = jsonify(tags=[*tags, tag])
        response.set_cookie("tags", json.dumps([*tags, tag]))
        return response

    return app
