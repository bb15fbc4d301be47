"""Todos behind a token."""

from flask import Flask
from flask.views import MethodView


# TODO 2: token_required


class TodoView(MethodView):
    """The todos of the application: a URL for all of them, and one for each."""

    # TODO 1: get, post, put and delete

    # TODO 3: the token


def create_app():
    app = Flask(__name__)
    app.config["TODOS"] = {}  # titles by ids
    app.config["TOKEN"] = "secret"  # whoever runs the application sets another one

    # TODO 1: /todos/ and /todos/<int:id>

    # TODO 2: /admin and /admin2

    return app
