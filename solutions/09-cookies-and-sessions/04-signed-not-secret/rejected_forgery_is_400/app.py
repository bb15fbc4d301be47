"""A login, and a note that the cookie must not reveal."""

import secrets

from flask import Flask, abort, jsonify, redirect, request, session, url_for


def create_app(config):
    app = Flask(__name__)
    # Both settings arrive this way: SECRET_KEY signs and verifies, SECRET_KEY_FALLBACKS only verify.
    app.config.from_mapping(config)
    app.config["NOTES"] = {}

    @app.post("/login")
    def login():
        session["user"] = request.form["username"]
        return redirect(url_for("whoami"))

    @app.get("/whoami")
    def whoami():
        if "session" in request.cookies and "user" not in session:
            abort(400)
        return jsonify(session.get("user"))

    @app.post("/note")
    def keep_note():
        # The id tells its readers nothing; the note itself never leaves the server unasked.
        note_id = secrets.token_urlsafe()
        app.config["NOTES"][note_id] = request.form["note"]
        session["note_id"] = note_id
        return redirect(url_for("read_note"))

    @app.get("/note")
    def read_note():
        # After a restart cookies name notes that are gone: null, and no error.
        return jsonify(app.config["NOTES"].get(session.get("note_id")))

    return app
