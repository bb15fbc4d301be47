"""Pages made by classes."""

from flask import Flask
from flask.views import View


class PageView(View):
    """Show `page.html` with what a child class gives it."""

    # TODO 1: dispatch_request


# TODO 2: HomeView and ListView


def create_app():
    app = Flask(__name__)

    # TODO 2: /, /books/ and /films/

    return app
