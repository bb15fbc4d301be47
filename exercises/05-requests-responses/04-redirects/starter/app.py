"""Pages that have moved, a page for members, and orders: each answers with its own kind of redirect."""

from flask import Flask


def create_app():
    app = Flask(__name__)

    # TODO 1: /old-home leads to /, and /moved/<path:p> to /new/<path:p>

    # TODO 2: /profile/ leads to /login/ when nobody gives a name

    # TODO 3: POST /orders leads to /orders/<id>

    return app
