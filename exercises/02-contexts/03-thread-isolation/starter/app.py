"""One name, many values: a proxy of your own, and requests side by side."""

from flask import Flask

app = Flask(__name__)

# TODO 1: current_user, a proxy


def set_user(name):
    """Store the name for the running thread or task."""
    # TODO 1


# TODO 2: a before_request function, and the view of /who
