"""A session, key by key: set, read, remove, limited in time."""

from flask import Flask


def create_app(config):
    app = Flask(__name__)
    app.config.from_mapping(config)

    # TODO 1: POST, GET and DELETE of /session/<key>, and DELETE of /session

    # TODO 2: a permanent session, and how long it lasts

    # TODO 3: POST /tags/<tag>

    return app
