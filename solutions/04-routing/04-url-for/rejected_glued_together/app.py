"""Links that are built, not written down."""

from urllib.parse import urlencode

from flask import Flask, request


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
            "list": f"{prefix}/list/{page}/?" + urlencode({"count": count}),
            "login": "/login/?" + urlencode({"next": request.args["next"]}),
            "absolute": f"{request.host_url}{prefix[1:]}/list/7/",
            "anchor": "/login/#top",
        }

    return app
