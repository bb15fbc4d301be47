import uuid

import flask
from flask import current_app
from flask.views import MethodView

site = flask.Blueprint("site", __name__)


@site.route("/")
def index():
    return "hello"


@site.route("/login", methods=["GET", "POST"])
def login():
    if flask.request.method == "GET":
        return "<form method='post'><input name='username'><button>ok</button></form>"
    name = flask.request.form.get("username", "")
    if not name:
        return "a name, please", 400
    flask.session["user"] = name
    return flask.redirect("/", code=302)


@site.route("/whoami")
def whoami():
    user = flask.session["user"] if "user" in flask.session else None
    return current_app.response_class(flask.json.dumps(user), mimetype="application/json")


class Note(MethodView):
    def get(self):
        notes, key = current_app.config["NOTES"], flask.session.get("note_id")
        return flask.jsonify(notes[key] if key in notes else None)

    def post(self):
        key = str(uuid.uuid4())
        current_app.config["NOTES"].pop(flask.session.pop("note_id", ""), None)
        current_app.config["NOTES"][key] = flask.request.form["note"]
        flask.session["note_id"] = key
        return {"stored": True}, 201


site.add_url_rule("/note", view_func=Note.as_view("note"))


def create_app(config):
    app = flask.Flask(__name__)
    app.secret_key = config["SECRET_KEY"]
    app.config["SECRET_KEY_FALLBACKS"] = config.get("SECRET_KEY_FALLBACKS")
    app.config["NOTES"] = dict()
    app.register_blueprint(site)
    return app
