"""An application whose views may return sets, dataclasses and None."""

from dataclasses import asdict, is_dataclass

from flask import Flask, Response, jsonify


class JSONResponse(Response):
    """The class of this application's responses."""

    default_mimetype = "application/json"

    @classmethod
    def force_type(cls, response, environ=None):
        if isinstance(response, set):
            response = jsonify(sorted(response))
        elif is_dataclass(response):
            response = jsonify(asdict(response))
        elif response is None:
            response = cls(status=204)
        else:
            response = super().force_type(response, environ)
            response.headers["X-Forced"] = "1"
        return response


class App(Flask):
    response_class = JSONResponse


def create_app():
    return App(__name__)
