import dataclasses

from flask import Flask, Response, jsonify


class MyResponse(Response):
    def __init__(self, response=None, status=None, headers=None, mimetype=None, content_type=None, **kwargs):
        if mimetype is None and content_type is None and "Content-Type" not in (headers or {}):
            mimetype = "application/json"
        super().__init__(response, status, headers, mimetype, content_type, **kwargs)

    @classmethod
    def force_type(cls, rv, environ=None):
        forced = super().force_type(rv, environ)
        forced.headers.set("X-Forced", 1)
        return forced


class MyFlask(Flask):
    response_class = MyResponse

    def make_response(self, rv):
        status = headers = None
        if isinstance(rv, tuple):
            if len(rv) == 3:
                rv, status, headers = rv
            elif isinstance(rv[1], dict):
                rv, headers = rv
            else:
                rv, status = rv
        if rv is None:
            response = super().make_response("")
            response.status_code = 204
        elif type(rv) is set:
            response = jsonify(sorted(rv))
        elif dataclasses.is_dataclass(rv):
            response = jsonify({f.name: getattr(rv, f.name) for f in dataclasses.fields(rv)})
        else:
            response = super().make_response(rv)
        if status is not None:
            response.status_code = status
        if headers:
            for name, value in headers.items():
                response.headers[name] = value
        return response


def create_app():
    app = MyFlask(__name__)

    @app.route("/")
    def index():
        return {"it": "works"}

    return app
