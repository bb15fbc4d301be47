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


def create_app(config):
    app = Flask(__name__)
    app.config.from_mapping(config)
    # Flask itself would complain only in the request that first writes to the session: better now than then.
    if not app.config["SECRET_KEY"]:
        raise RuntimeError("SECRET_KEY is missing: sessions cannot be signed")

    @app.get("/")
    def index():
        name = request.cookies.get("username")
        if name is None:
            return "You are not logged in"
        return f"Logged in as {escape(name)}"

    @app.get("/login")
    def login_form():
        return LOGIN_FORM

    @app.post("/login")
    def login():
        username = request.form.get("username")
        if not username:
            abort(400)
        answer = redirect(url_for("index"))
        answer.set_cookie("username", username)
        return answer

    @app.post("/logout")
    def logout():
        answer = redirect(url_for("index"))
        answer.delete_cookie("username")
        return answer

    return app
