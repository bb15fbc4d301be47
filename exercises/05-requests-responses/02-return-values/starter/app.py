"""What a view may return: text, tuples, dictionaries, lists and whole responses."""

from flask import Flask


def create_app(static_url_path="/static"):
    # TODO 2: static files are served under `static_url_path`
    app = Flask(__name__)

    # TODO 1: /text/<w>, /created/<w>, /headers-only and /plain/<w>

    # TODO 2: /me and /list/<int:n>

    # TODO 3: DELETE /thing and /teapot

    return app
