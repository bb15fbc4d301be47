import datetime

import flask

api = flask.Blueprint("api", __name__)


@api.route("/session/<key>", methods=["GET", "POST", "DELETE"])
def one(key):
    session = flask.session
    if flask.request.method == "POST":
        session[key] = flask.request.form.get("value", "")
        session.permanent = "permanent" in flask.request.form
        return "", 204
    if flask.request.method == "DELETE":
        if key in session:
            del session[key]
            return flask.jsonify(existed=True)
        return flask.jsonify(existed=False)
    return flask.jsonify(value=session.get(key))


@api.route("/session", methods=["DELETE"])
def everything():
    flask.session.clear()
    return "nothing is left"


@api.route("/tags/<t>", methods=["POST"])
def tags(t):
    flask.session["my_tags"] = [*flask.session.get("my_tags", []), t]
    return flask.jsonify({"tags": flask.session["my_tags"]})


def create_app(config):
    app = flask.Flask(__name__)
    app.secret_key = config["SECRET_KEY"]
    app.permanent_session_lifetime = datetime.timedelta(minutes=120)
    app.register_blueprint(api)
    return app
