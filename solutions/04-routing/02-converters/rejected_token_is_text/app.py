"""Variables in the path, each with its type, and arguments behind the question mark."""

from flask import Flask, request
from markupsafe import escape


def create_app():
    app = Flask(__name__)

    @app.get("/user/<name>")
    def user(name):
        return f"User {escape(name)}"

    @app.get("/post/<int:n>")
    def post(n):
        return {"n": n, "type": type(n).__name__}

    @app.get("/price/<float:x>")
    def price(x):
        return {"x": x}

    @app.get("/docs/<path:sub>")
    def docs(sub):
        return {"sub": sub}

    @app.get("/token/<string(length=36):t>")
    def token(t):
        return {"t": t, "type": "UUID"}

    @app.get("/<any(blog, article):kind>/<id>/")
    def entry(kind, id):
        return {"kind": kind, "id": id}

    @app.get("/search/")
    def search():
        return {"wd": request.args.get("wd"), "page": request.args.get("page", 1, type=int)}

    return app
