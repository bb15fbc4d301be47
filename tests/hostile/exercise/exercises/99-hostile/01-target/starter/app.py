"""A greeting, a sum and a function."""

from flask import Flask

app = Flask(__name__)

# TODO 1: GET /hello/<name>

# TODO 2: POST /sum


def shout(text):
    # TODO 3: capitals, backwards
    return text
