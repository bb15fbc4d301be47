from flask import Flask
from werkzeug.routing import Rule


def add(app, rule, endpoint, view, methods=("GET",), **options):
    endpoint = endpoint or view.__name__
    if app.view_functions.get(endpoint, view) is not view:
        raise AssertionError(f"two views are called {endpoint}")
    app.url_map.add(Rule(rule, endpoint=endpoint, methods=methods, **options))
    app.view_functions[endpoint] = view


def register(app, table):
    for row in table:
        add(app, *row)


class Route:
    def __init__(self, app, rule, endpoint=None, **options):
        self.app, self.rule, self.endpoint, self.options = app, rule, endpoint, options

    def __call__(self, view):
        add(self.app, self.rule, self.endpoint, view, **self.options)
        return view


def route(app, rule, **options):
    return Route(app, rule, **options)


def create_app():
    app = Flask("pages")

    def home():
        return "home"

    register(app, [("/", None, home)])
    register(app, [("/users/<int:id>", "user-page", lambda id: "user %d" % id)])
    return app
