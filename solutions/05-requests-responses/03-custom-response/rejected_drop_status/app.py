"""An application whose views may return sets, dataclasses and None."""

from dataclasses import asdict, is_dataclass

from flask import Flask, Response


class JSONResponse(Response):
    """The class of this application's responses."""

    # For everything that names no type of its own: strings, in the first place.
    default_mimetype = "application/json"

    @classmethod
    def force_type(cls, response, environ=None):
        """Make a response of this class of one that is none: Flask asks for nothing else."""
        response = super().force_type(response, environ)
        response.headers["X-Forced"] = "1"
        return response


class App(Flask):
    response_class = JSONResponse

    def make_response(self, rv):
        """Convert what Flask would refuse, and leave the rest to Flask."""
        body = rv[0] if isinstance(rv, tuple) else rv
        if isinstance(body, set):
            body = sorted(body)
        elif is_dataclass(body):
            body = asdict(body)
        elif body is None:
            # A whole response: a status in the tuple still comes after it, and wins.
            body = self.response_class(status=204)
        return super().make_response(body)


def create_app():
    return App(__name__)
