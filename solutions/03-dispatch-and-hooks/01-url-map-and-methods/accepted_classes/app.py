from typing import NamedTuple

from flask import Blueprint, Flask, jsonify
from flask.views import View

HIDDEN = ("HEAD", "OPTIONS")


class Entry(NamedTuple):
    rule: str
    endpoint: str
    methods: tuple[str, ...]


class Item(View):
    def __init__(self, action):
        self.action = action

    def dispatch_request(self, number):
        return jsonify(n=number, action=self.action)


def ping():
    return "pong", 200, {"Content-Type": "text/plain"}


def create_app():
    app = Flask("items", static_folder=None)
    items = Blueprint("items", __name__, url_prefix="/item")
    for method, action in (("GET", "read"), ("POST", "change")):
        items.add_url_rule("/<int:number>", view_func=Item.as_view(action, action), methods=[method])
    app.register_blueprint(items)
    app.add_url_rule("/ping", None, ping)
    return app


def describe(app):
    entries = []
    for rule in app.url_map._rules:
        if rule.endpoint == "static":
            continue
        methods = [method for method in rule.methods if method not in HIDDEN]
        methods.sort()
        entries.append(Entry(str(rule), rule.endpoint, tuple(methods)))
    entries.sort()
    return entries
