"""An application made of two blueprints."""

from flask import Flask


def create_app(prefixes={}):
    app = Flask(__name__)

    # TODO 1: register both blueprints

    # TODO 2: /

    # TODO 3: heed the prefixes

    return app
