"""How a request finds its view, and how to read the map that leads there."""

from flask import Flask
from flask.views import MethodView


class Item(MethodView):
    def get(self, n):
        return {"action": "read", "n": n}

    def post(self, n):
        return {"action": "change", "n": n}


def create_app():
    app = Flask(__name__)

    # The same rule twice: the method decides. Each function's name becomes its endpoint.
    app.add_url_rule("/item/<int:n>", view_func=Item.as_view("item"))

    # What the decorators do as well: rule, endpoint and view, entered into the map.
    app.add_url_rule("/ping", endpoint="ping", view_func=lambda: "pong")

    return app


def describe(app):
    """Return a sorted list of `[rule, endpoint, methods]` for the rules of an application."""
    return sorted(
        # HEAD and OPTIONS come with the rule, nobody wrote them.
        [rule.rule, rule.endpoint, sorted(rule.methods - {"HEAD", "OPTIONS"})]
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    )
