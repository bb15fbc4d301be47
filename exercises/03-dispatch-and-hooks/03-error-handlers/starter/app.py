"""Pages for errors: handlers for status codes and for exceptions."""

from flask import Flask


def create_app():
    app = Flask(__name__)

    # TODO 1: a handler for 404, and /item/<int:n>

    # TODO 2: /div/<int:a>/<int:b> and /crash, a handler for ZeroDivisionError and one for all other exceptions

    return app
