import json

import flask
from flask import Blueprint, Response, abort, request

pages = Blueprint("pages", __name__)


def answer(code, text):
    return Response(json.dumps({"error": text}), code, content_type="application/json")


def missing(e):
    page = flask.render_template("404.html", where=request.path, why=e.description)
    return flask.make_response(page, 404)


@pages.get("/item/<int:n>")
def item(n):
    abort(404, f"no item {n}") if n > 100 else None
    return "item " + str(n)


@pages.get("/div/<int:a>/<int:b>")
def div(a, b):
    return str(divmod(a, b)[0])


@pages.get("/crash")
def crash():
    raise RuntimeError(request.values.get("m", ""))


@pages.app_errorhandler(ZeroDivisionError)
def zero(_):
    return answer(400, "division by zero")


def create_app():
    app = flask.Flask(__name__)
    app.register_blueprint(pages)
    app.register_error_handler(404, missing)
    app.register_error_handler(500, lambda e: answer(500, "internal"))
    return app
