from flask import Flask


def register(app, table):
    pass


def create_app():
    app = Flask(__name__)
    app.add_url_rule("/", "home", lambda: "home")
    app.add_url_rule("/users/7", "user-page", lambda: "user 7", defaults={"id": 7})
    return app


def route(app, rule, **options):
    return lambda view: app.add_url_rule("/ping", "ping", lambda: "pong")
