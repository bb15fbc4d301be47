"""A signal of your own, and receivers for it."""

from blinker import Namespace
from flask import Flask, request

# A namespace of our own: no other program's signal `visit` can be mistaken for this one.
signals = Namespace()
visit_signal = signals.signal("visit")


def create_app():
    app = Flask(__name__)
    app.config["VISITS"] = []

    @app.get("/visit/<name>")
    def visit(name):
        # The view says what happened; what is done about it is none of its business.
        visit_signal.send(app, username=name, ip=request.remote_addr)
        return "ok"

    return app


def track(app):
    """Append the name of each visitor of this application to its VISITS; return a function that ends it."""

    # `**extra`: a receiver must survive a sender that has more to say one day.
    def note(sender, username, **extra):
        app.config["VISITS"].append(username)

    # Signals hold receivers weakly, and nobody else holds this local function: `weak=False` keeps it alive.
    visit_signal.connect(note, sender=app, weak=False)

    def stop():
        visit_signal.disconnect(note, sender=app)

    return stop
