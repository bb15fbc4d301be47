"""Variables in the path, each with its type, and arguments behind the question mark."""

from flask import Flask


def create_app():
    app = Flask(__name__)

    # TODO 1: /user/<name>, /post/<n> and /price/<x>

    # TODO 2: /docs/<sub>, /token/<t> and /<kind>/<id>/

    # TODO 3: /search/

    return app
