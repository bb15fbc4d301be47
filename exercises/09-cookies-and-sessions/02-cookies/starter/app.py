"""Cookies: set, read, limited in time and place, deleted."""

from flask import Flask


def create_app():
    app = Flask(__name__)

    # TODO 1: /set/<name>/<value> and /get/<name>

    # TODO 2: the query arguments max_age, days and domain of /set/…

    # TODO 3: /delete/<name>

    return app
