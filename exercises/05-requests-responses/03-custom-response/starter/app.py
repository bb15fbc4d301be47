"""An application whose views may return sets, dataclasses and None."""

from flask import Flask, Response


class JSONResponse(Response):
    """The class of this application's responses."""

    # TODO 1: text is sent as application/json

    # TODO 3: mark the responses that are no objects of this class


class App(Flask):
    response_class = JSONResponse

    # TODO 1: convert what views return

    # TODO 2: and the same in tuples


def create_app():
    return App(__name__)
