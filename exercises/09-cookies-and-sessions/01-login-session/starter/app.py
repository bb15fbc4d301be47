"""A login that the browser carries in its session cookie."""

from flask import Flask


def create_app(config):
    app = Flask(__name__)

    # TODO 3: take the key from `config`; without one raise a RuntimeError

    # TODO 1: / and /login

    # TODO 2: /logout

    return app
