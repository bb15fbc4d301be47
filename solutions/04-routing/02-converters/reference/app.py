"""Variables in the path, each with its type, and arguments behind the question mark."""

from flask import Flask, request
from markupsafe import escape


def create_app():
    app = Flask(__name__)

    # No converter is the converter `string`: any text without a slash.
    @app.get("/user/<name>")
    def user(name):
        # The text becomes part of a page: whoever chose the name must not choose the markup.
        return f"User {escape(name)}"

    # The converter refuses what is no number before the view is called: 404 without an `if`.
    @app.get("/post/<int:n>")
    def post(n):
        return {"n": n, "type": type(n).__name__}

    @app.get("/price/<float:x>")
    def price(x):
        return {"x": x}

    # `path` is `string` with slashes.
    @app.get("/docs/<path:sub>")
    def docs(sub):
        return {"sub": sub}

    @app.get("/token/<uuid:t>")
    def token(t):
        return {"t": str(t), "type": type(t).__name__}

    # The view gets the word that matched; nothing else can arrive here.
    @app.get("/<any(blog, article):kind>/<id>/")
    def entry(kind, id):
        return {"kind": kind, "id": id}

    @app.get("/search/")
    def search():
        # With a type, `get` converts; what cannot be converted becomes the default.
        return {"wd": request.args.get("wd"), "page": request.args.get("page", 1, type=int)}

    return app
