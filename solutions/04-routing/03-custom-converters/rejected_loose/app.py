"""Two converters of your own: `tel` and `list`."""

from flask import Flask, jsonify, request, url_for
from werkzeug.routing import BaseConverter


class TelephoneConverter(BaseConverter):
    # The pattern must cover the whole path part, so it needs neither ^ nor $.
    regex = r"1\d+"


class ListConverter(BaseConverter):
    """Text in the URL, a list in the view: each direction has its method."""

    def to_python(self, value):
        return value.split("+")

    def to_url(self, values):
        # Each item is quoted by the base class, the + between them is ours.
        return "+".join(super(ListConverter, self).to_url(value) for value in values)


def create_app():
    app = Flask(__name__)
    # Rules look converters up by name when they are added: register first.
    app.url_map.converters["tel"] = TelephoneConverter
    app.url_map.converters["list"] = ListConverter

    @app.get("/tel/<tel:number>/")
    def tel(number):
        return number

    @app.get("/tags/<list:tags>/")
    def tags(tags):
        return jsonify(tags)

    @app.get("/tag-link")
    def tag_link():
        return url_for("tags", tags=request.args.getlist("t"))

    return app
