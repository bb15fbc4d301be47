from flask import Flask, request
from werkzeug.routing import BaseConverter


class TelephoneConverter(BaseConverter):
    regex = r"1[3-9]\d{9}"


def create_app():
    app = Flask(__name__)
    app.url_map.converters["tel"] = TelephoneConverter

    @app.get("/tel/<tel:number>/")
    def tel(number):
        return number

    @app.get("/tags/<tags>/")
    def tags(tags):
        return tags.split("+")

    @app.get("/tag-link")
    def tag_link():
        return "/tags/" + "+".join(request.args.getlist("t")) + "/"

    return app
