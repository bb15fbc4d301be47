from blinker import Namespace
from flask import Flask

visit_signal = Namespace().signal("visit")


def create_app():
    app = Flask(__name__)
    app.config["VISITS"] = []

    @app.get("/visit/ada")
    @app.get("/visit/grace")
    @app.get("/visit/tony")
    def visit():
        return "ok"

    return app


def track(app):
    app.config["VISITS"] = ["grace"]
    return lambda: None
