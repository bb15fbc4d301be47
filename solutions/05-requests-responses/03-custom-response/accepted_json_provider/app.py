import dataclasses

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from flask.wrappers import Response


class Provider(DefaultJSONProvider):
    sort_keys = False

    @staticmethod
    def default(o):
        if isinstance(o, (set, frozenset)):
            return sorted(o)
        if dataclasses.is_dataclass(o):
            return dataclasses.asdict(o)
        return DefaultJSONProvider.default(o)


class Answer(Response):
    default_mimetype = "application/json"

    @classmethod
    def force_type(cls, response, environ=None):
        made = Response.force_type.__func__(cls, response, environ)
        made.headers.add("X-Forced", "1")
        return made


class Site(Flask):
    json_provider_class = Provider
    response_class = Answer

    def converted(self, body):
        match body:
            case set():
                return self.json.response(body)
            case object(__dataclass_fields__=_):
                return self.json.dumps(body)
            case None:
                return Answer("", status=204)
        return body

    def make_response(self, rv):
        match rv:
            case (body, *rest):
                if isinstance(rv, tuple):
                    return super().make_response((self.converted(body), *rest))
        return super().make_response(self.converted(rv))


def create_app():
    return Site(__name__)
