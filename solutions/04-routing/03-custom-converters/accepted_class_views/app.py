import json
from urllib.parse import quote

from flask import Flask, Response, request, url_for
from flask.views import MethodView
from werkzeug.routing import UnicodeConverter

PLUS = "+"


class Mobile(UnicodeConverter):
    def __init__(self, url_map):
        super().__init__(url_map, length=11)
        self.regex = "1[3456789]" + 9 * "[0-9]"


class Joined(UnicodeConverter):
    regex = "[^/]+"

    def to_python(self, value):
        return [item for item in value.split(PLUS)]

    def to_url(self, value):
        return PLUS.join(quote(item, safe="") for item in value)


class MyFlask(Flask):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.url_map.converters = {**self.url_map.converters, "tel": Mobile, "list": Joined}


class TelView(MethodView):
    def get(self, number):
        return Response(number, mimetype="text/plain")


class TagsView(MethodView):
    def get(self, tags):
        return Response(json.dumps(tags), mimetype="application/json")


class LinkView(MethodView):
    def get(self):
        items = [value for key, value in request.args.items(multi=True) if key == "t"]
        return Response(url_for("tags_page", tags=items), mimetype="text/plain")


def create_app():
    app = MyFlask(__name__)
    app.add_url_rule("/tel/<tel:number>/", view_func=TelView.as_view("tel_page"))
    app.add_url_rule("/tags/<list:tags>/", view_func=TagsView.as_view("tags_page"))
    app.add_url_rule("/tag-link", view_func=LinkView.as_view("link_page"))
    return app
