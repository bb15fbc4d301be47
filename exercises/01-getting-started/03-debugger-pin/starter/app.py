"""Werkzeug's debugger around an application: traceback, console and PIN."""

from flask import Flask


def create_app():
    app = Flask(__name__)

    # TODO 1: BOOM_MESSAGE in the configuration, and the view of /boom

    return app


def serve(app, mode, pin=None):
    """Return the WSGI callable for the mode "production", "traceback" or "console"."""
    # TODO 1: "production" and "traceback"

    # TODO 2: "console", protected by the PIN
