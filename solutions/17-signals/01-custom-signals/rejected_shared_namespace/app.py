"""A signal of your own, and receivers for it."""

from blinker import signal
from flask import Flask, request

visit_signal = signal("visit")


def create_app():
    app = Flask(__name__)
    app.config["VISITS"] = []

    @app.get("/visit/<name>")
    def visit(name):
        visit_signal.send(app, username=name, ip=request.remote_addr)
        return "ok"

    return app


def track(app):
    """Append the name of each visitor of this application to its VISITS; return a function that ends it."""

    def note(sender, username, **extra):
        app.config["VISITS"].append(username)

    visit_signal.connect(note, sender=app, weak=False)

    def stop():
        visit_signal.disconnect(note, sender=app)

    return stop
