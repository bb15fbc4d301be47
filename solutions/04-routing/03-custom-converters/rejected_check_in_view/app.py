import re

from flask import Flask, abort, jsonify, request, url_for
from werkzeug.routing import BaseConverter


class ListConverter(BaseConverter):
    def to_python(self, value):
        return value.split("+")

    def to_url(self, values):
        return "+".join(values)


def create_app():
    app = Flask(__name__)
    app.url_map.converters["tel"] = BaseConverter
    app.url_map.converters["list"] = ListConverter

    @app.route("/tel/<tel:number>/")
    def tel(number):
        if not re.fullmatch(r"1[3-9]\d{9}", number):
            abort(404)
        return number

    @app.route("/tags/<list:tags>/")
    def tags(tags):
        return jsonify(tags)

    @app.route("/tag-link")
    def tag_link():
        return url_for("tags", tags=request.args.getlist("t"))

    return app
