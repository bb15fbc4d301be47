import re
from uuid import UUID

from flask import Flask, abort, request
from markupsafe import Markup


def create_app():
    app = Flask(__name__)

    @app.route("/user/<name>", methods=["GET"])
    def user(name):
        return Markup("User %s\n") % name

    @app.route("/post/<n>", methods=["GET"])
    def post(n):
        if not re.fullmatch(r"[0-9]+", n):
            abort(404)
        n = int(n)
        return {"type": type(n).__name__, "n": n}

    @app.route("/price/<x>", methods=["GET"])
    def price(x):
        if not re.fullmatch(r"[0-9]+\.[0-9]+", x):
            abort(404)
        return {"x": float(x)}

    @app.route("/docs/<path:sub>", methods=["GET"])
    def docs(sub):
        return {"sub": sub}

    @app.route("/token/<t>", methods=["GET"])
    def token(t):
        try:
            t = UUID(t)
        except ValueError:
            abort(404)
        return {"t": str(t), "type": type(t).__name__}

    @app.route("/<kind>/<id>/", methods=["GET"])
    def entry(kind, id):
        if kind not in ("blog", "article"):
            abort(404)
        return {"kind": kind, "id": id}

    @app.route("/search/", methods=["GET"])
    def search():
        return {"wd": request.values.get("wd"), "page": request.values.get("page", default=1, type=int)}

    return app
