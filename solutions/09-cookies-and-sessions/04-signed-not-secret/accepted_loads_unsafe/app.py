from secrets import token_hex

from flask import Flask, Response, json, request, session


def as_json(value):
    return Response(json.dumps(value), content_type="application/json")


def create_app(config):
    app = Flask("signed")
    for setting, value in config.items():
        app.config[setting] = value
    notes = {}
    app.config.update(NOTES=notes)

    @app.route("/login", methods=["POST"])
    def login():
        session["user"] = request.form.get("username")
        return ""

    @app.route("/whoami")
    def whoami():
        return as_json(session.get("user"))

    @app.route("/note", methods=["GET", "POST"])
    def note():
        if request.method == "GET":
            return as_json(notes.get(session.get("note_id")))
        if session.get("note_id") not in notes:
            session["note_id"] = token_hex(8)
        notes[session["note_id"]] = request.form.get("note")
        return "", 204

    return app
