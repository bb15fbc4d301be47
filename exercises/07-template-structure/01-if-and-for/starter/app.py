"""An application whose template lists people."""

from flask import Flask


def create_app():
    app = Flask(__name__)

    # TODO 2: if your template needs an extension of Jinja, switch it on here

    return app
