"""A login, and a note that the cookie must not reveal."""

from flask import Flask


def create_app(config):
    app = Flask(__name__)

    # TODO 2: take the key from `config`; /login and /whoami

    # TODO 3: cookies signed with an older key

    # TODO 4: /note

    return app
