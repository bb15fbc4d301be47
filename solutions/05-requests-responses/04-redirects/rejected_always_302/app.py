"""Pages that have moved, a page for members, and orders: each answers with its own kind of redirect."""

from flask import Flask, redirect, request, url_for
from markupsafe import escape


def create_app():
    app = Flask(__name__)

    @app.get("/")
    def home():
        return "Home"

    @app.get("/old-home")
    def old_home():
        return redirect(url_for("home"))

    @app.route("/new/<path:p>", methods=["GET", "POST"])
    def new(p):
        return "New"

    @app.route("/moved/<path:p>", methods=["GET", "POST"])
    def moved(p):
        target = url_for("new", p=p)
        # The query goes on as it came: taken apart and put together again it could lose something.
        if request.query_string:
            target += "?" + request.query_string.decode()
        return redirect(target)

    @app.get("/login/")
    def login():
        return "Please log in"

    @app.get("/profile/")
    def profile():
        name = request.args.get("name")
        if name is None:
            # Not for good: the next time the visitor may have logged in. So it stays with 302, the default.
            return redirect(url_for("login", next=request.path))
        return f"Profile {escape(name)}"

    @app.get("/orders/<number>")
    def order(number):
        return "Your order"

    @app.post("/orders")
    def place_order():
        return redirect(url_for("order", number=request.form["id"]))

    return app
