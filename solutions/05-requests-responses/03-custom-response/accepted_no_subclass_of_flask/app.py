from dataclasses import asdict, is_dataclass

import werkzeug.wrappers
from flask import Flask, Response, json


def create_app():
    app = Flask(__name__)
    app.response_class = type("JSON", (Response,), {"default_mimetype": "application/json"})
    usual = app.make_response

    def make_response(rv):
        if not isinstance(rv, tuple):
            rv = (rv, {})
        body, rest = rv[0], rv[1:]
        if isinstance(body, set):
            body = json.dumps(sorted(body))
        elif is_dataclass(body):
            body = json.dumps(asdict(body))
        elif body is None:
            body = ""
            if not isinstance(rest[0], int):
                rest = (204, rest[0])
        elif isinstance(body, werkzeug.wrappers.Response) and not isinstance(body, Response):
            body = app.response_class.force_type(body)
            body.headers["X-Forced"] = "1"
        return usual((body, *rest))

    app.make_response = make_response
    return app
