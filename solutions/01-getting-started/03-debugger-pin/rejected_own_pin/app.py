"""Werkzeug's debugger around an application: traceback, console and PIN."""

from flask import Flask
from werkzeug.debug import DebuggedApplication


def create_app():
    app = Flask(__name__)
    app.config["BOOM_MESSAGE"] = "boom"

    @app.get("/boom")
    def boom():
        # Read at the request: whoever made the app may have changed it since.
        raise RuntimeError(app.config["BOOM_MESSAGE"])

    return app


def serve(app, mode, pin=None):
    """Return the WSGI callable for the mode "production", "traceback" or "console"."""
    if mode == "production":
        return app
    # Without this Flask makes a 500 page of the error itself, and the debugger never hears of it.
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return DebuggedApplication(app, evalex=mode == "console")
