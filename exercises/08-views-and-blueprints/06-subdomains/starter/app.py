"""One application, many hosts."""

from flask import Flask

# TODO 1: the blueprint cms

# TODO 2: the blueprint user


def create_app(server_name="jd.test:5000"):
    app = Flask(__name__)

    # TODO 1: the main page; register the blueprints

    # TODO 3: refuse foreign hosts

    # TODO 4: heed the server name everywhere

    return app
