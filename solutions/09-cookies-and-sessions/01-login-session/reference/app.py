"""A login that the browser carries in its session cookie."""

from flask import Flask, abort, redirect, request, session, url_for
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
        if "username" not in session:
            return "You are not logged in"
        # The name came from outside; without escape a visitor could write markup into the page.
        return "Logged in as " + escape(session["username"])

    @app.get("/login")
    def login_form():
        return LOGIN_FORM

    @app.post("/login")
    def login():
        username = request.form.get("username")
        if not username:
            abort(400)
        session["username"] = username
        # After a POST a redirect: reloading the page must not send the form again.
        return redirect(url_for("index"))

    @app.post("/logout")
    def logout():
        # The default makes a second logout as good as the first.
        session.pop("username", None)
        return redirect(url_for("index"))

    return app
