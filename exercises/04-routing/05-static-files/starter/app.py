"""Files that Flask sends as they are, and the links that lead to them."""

from flask import Flask


def create_app():
    # TODO 1: serve the folder `static` below /files, and write static/css/site.css
    app = Flask(__name__)

    # TODO 2: / and /asset-url

    return app
