"""Links that are built, not written down."""

from flask import Flask, request, url_for

# What the list and the login page say does not matter here.
PAGE = """<!doctype html>
<title>A page</title>
<p>Nothing to see yet.</p>
"""


def create_app(prefix="/post"):
    app = Flask(__name__)

    # The only place that knows the prefix: whoever wants a link asks for the endpoint.
    @app.route(f"{prefix}/list/<page>/")
    def my_list(page):
        return PAGE

    @app.get("/login/")
    def login():
        return PAGE

    @app.get("/make")
    def make():
        page, count = request.args["page"], request.args["count"]
        return {
            # `page` stands in the rule, `count` does not: it goes behind the question mark.
            "list": url_for("my_list", page=page, count=count),
            # Given as it is; url_for encodes what has a meaning of its own in a URL.
            "login": url_for("login", next=request.args["next"]),
            # Names with an underscore are for url_for itself.
            "absolute": url_for("my_list", page=7, _external=True),
            "anchor": url_for("login", _anchor="top"),
        }

    return app
