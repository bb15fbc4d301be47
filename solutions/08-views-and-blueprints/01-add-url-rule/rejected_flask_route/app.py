"""Rules, endpoints and views, tied together by hand."""

from flask import Flask


def register(app, table):
    """Add a rule to the application for each row `[rule, endpoint or None, view]`."""
    for rule, endpoint, view in table:
        # Flask itself takes the view's name when the endpoint is None, and refuses an endpoint that is taken.
        app.add_url_rule(rule, endpoint=endpoint, view_func=view)


def home():
    return "home"


def user(id):
    return f"user {id}"


def create_app():
    app = Flask(__name__)
    register(app, [["/", None, home], ["/users/<int:id>", "user-page", user]])
    return app


def route(app, rule, **options):
    """Do what `app.route` does, without it."""

    def decorator(view):
        # `endpoint` is just one of the options, so it needs no line of its own.
        app.route(rule, **options)(view)
        # Whatever is returned here takes the place of the function: hand it back.
        return view

    return decorator
