"""One view for whatever consists of a fixed word, found by its endpoint."""

from flask import Flask, request
from markupsafe import Markup


def create_app():
    app = Flask(__name__)

    def word():
        return request.endpoint

    for rule in ["/", "/index", "/home", "/about/", "/faq"]:
        endpoint = {"/": "home", "/home": "index"}.get(rule, rule.strip("/"))
        app.add_url_rule(rule, endpoint=endpoint, view_func=word)

    @app.route("/hello/", defaults={"name": None}, strict_slashes=True)
    @app.route("/hello/<name>")
    def hello(name):
        return Markup("Hello %s") % (name or "stranger")

    return app


app = create_app()
