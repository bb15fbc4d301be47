"""Links that are built, not written down."""

from flask import Flask


def create_app(prefix="/post"):
    app = Flask(__name__)

    # TODO 1: the pages my_list and login, and /make with the links `list` and `login`

    # TODO 2: the links `absolute` and `anchor`

    return app
