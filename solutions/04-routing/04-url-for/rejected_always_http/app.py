"""Links that are built, not written down."""

from flask import Flask, request, url_for


def create_app(prefix="/post"):
    app = Flask(__name__)

    @app.get(f"{prefix}/list/<page>/")
    def my_list(page):
        return f"Page {page}"

    @app.get("/login/")
    def login():
        return "Please log in"

    @app.get("/make")
    def make():
        page, count = request.args["page"], request.args["count"]
        return {
            "list": url_for("my_list", page=page, count=count),
            "login": url_for("login", next=request.args["next"]),
            "absolute": f"http://{request.host}" + url_for("my_list", page=7),
            "anchor": url_for("login", _anchor="top"),
        }

    return app
