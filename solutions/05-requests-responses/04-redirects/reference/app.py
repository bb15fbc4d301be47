"""Pages that have moved, a page for members, and orders: each answers with its own kind of redirect."""

from flask import Flask, redirect, request, url_for
from markupsafe import escape

# What the pages that redirects lead to show does not matter here.
PAGE = """<!doctype html>
<title>Shop</title>
<p>Here you are.</p>
"""


def create_app():
    app = Flask(__name__)

    @app.get("/")
    def home():
        return PAGE

    @app.get("/old-home")
    def old_home():
        return redirect(url_for("home"), code=301)

    @app.route("/new/<path:p>", methods=["GET", "POST"])
    def new(p):
        return PAGE

    @app.route("/moved/<path:p>", methods=["GET", "POST"])
    def moved(p):
        target = url_for("new", p=p)
        # The query goes on as it came: taken apart and put together again it could lose something.
        if request.query_string:
            target += "?" + request.query_string.decode()
        # 301 would do for GET, but browsers make a GET of a POST then; 308 keeps the method.
        return redirect(target, code=308)

    @app.get("/login/")
    def login():
        return PAGE

    @app.get("/profile/")
    def profile():
        name = request.args.get("name")
        if name is None:
            # Not for good: the next time the visitor may have logged in. So it stays with 302, the default.
            return redirect(url_for("login", next=request.path))
        return f"Profile {escape(name)}"

    @app.get("/orders/<number>")
    def order(number):
        return PAGE

    @app.post("/orders")
    def place_order():
        # After 303 the browser asks by GET, so reloading the order page orders nothing.
        return redirect(url_for("order", number=request.form["id"]), code=303)

    return app
