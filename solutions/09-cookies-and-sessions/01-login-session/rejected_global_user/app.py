"""A login that the browser carries in its session cookie."""

from flask import Flask, abort, redirect, request, url_for
from markupsafe import escape

LOGIN_FORM = """<!doctype html>
<title>Log in</title>
<form method="post">
  <label>Your name <input name="username"></label>
  <button>Log in</button>
</form>
"""


current = None


def create_app(config):
    app = Flask(__name__)
    app.config.from_mapping(config)
    # Flask itself would complain only in the request that first writes to the session: better now than then.
    if not app.config["SECRET_KEY"]:
        raise RuntimeError("SECRET_KEY is missing: sessions cannot be signed")

    @app.get("/")
    def index():
        if current is None:
            return "You are not logged in"
        return f"Logged in as {escape(current)}"

    @app.get("/login")
    def login_form():
        return LOGIN_FORM

    @app.post("/login")
    def login():
        global current
        username = request.form.get("username")
        if not username:
            abort(400)
        current = username
        # After a POST a redirect: reloading the page must not send the form again.
        return redirect(url_for("index"))

    @app.post("/logout")
    def logout():
        global current
        current = None
        return redirect(url_for("index"))

    return app
