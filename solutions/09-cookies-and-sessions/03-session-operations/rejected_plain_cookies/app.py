"""Cookies of its own for everything: nobody signs them."""

import json
from urllib.parse import quote, unquote

from flask import Flask, jsonify, request


def create_app(config):
    app = Flask(__name__)

    def load():
        try:
            return json.loads(unquote(request.cookies.get("data", "")))
        except ValueError:
            return {}

    def answer(data, reply):
        response = jsonify(reply)
        response.set_cookie("data", quote(json.dumps(data)), max_age=7200 if "permanent" in data else None)
        return response

    @app.get("/session/<key>")
    def read(key):
        return {"value": load().get(key)}

    @app.post("/session/<key>")
    def store(key):
        data = {**load(), key: request.form["value"]}
        if "permanent" in request.form:
            data["permanent"] = True
        return answer(data, {})

    @app.delete("/session/<key>")
    def remove(key):
        data = load()
        existed = data.pop(key, None) is not None
        return answer(data, {"existed": existed})

    @app.delete("/session")
    def clear():
        return answer({}, {})

    @app.post("/tags/<tag>")
    def append_tag(tag):
        data = load()
        data["tags"] = [*data.get("tags", []), tag]
        return answer(data, {"tags": data["tags"]})

    return app
