"""How a request finds its view, and how to read the map that leads there."""

from flask import Flask


def create_app():
    app = Flask(__name__)

    # The same rule twice: the method decides. Each function's name becomes its endpoint.
    @app.get("/item/<int:n>")
    def read_item(n):
        return {"action": "read", "n": n}

    @app.post("/item/<int:n>")
    def change_item(n):
        return {"action": "change", "n": n}

    # What the decorators do as well: rule, endpoint and view, entered into the map.
    app.add_url_rule("/ping", endpoint="ping", view_func=lambda: "pong")

    return app


def describe(app):
    """Return a sorted list of `[rule, endpoint, methods]` for the rules of an application."""
    return sorted(
        # HEAD and OPTIONS come with the rule, nobody wrote them.
        [rule.rule, rule.endpoint, rule.methods - {"HEAD", "OPTIONS"}]
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    )
