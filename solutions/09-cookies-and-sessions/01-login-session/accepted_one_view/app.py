import html

import flask


class NoKey(RuntimeError):
    pass


def index():
    name = flask.session.get("name", "")
    return "<p>Logged in as %s</p>" % html.escape(name) if name else "<p>You are not logged in</p>"


def login():
    if flask.request.method == "GET":
        return "<form method='post' action='/login'><input type='text' name='username'/><button>ok</button></form>"
    name = flask.request.form.get("username", "")
    if len(name) == 0:
        return flask.Response("Bad Request", status=400)
    flask.session["name"] = name
    flask.session.permanent = True
    return flask.redirect(flask.url_for("index", _external=True), code=302)


def logout():
    if "name" in flask.session:
        del flask.session["name"]
    return flask.redirect(flask.url_for("index"))


def create_app(config):
    app = flask.Flask(__name__)
    try:
        app.secret_key = config["SECRET_KEY"]
    except KeyError:
        raise NoKey("give me a SECRET_KEY") from None
    app.add_url_rule("/", view_func=index)
    app.add_url_rule("/login", view_func=login, methods=["GET", "POST"])
    app.add_url_rule("/logout", view_func=logout, methods=["POST"])
    return app
