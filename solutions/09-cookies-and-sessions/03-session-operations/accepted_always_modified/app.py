from datetime import timedelta

from flask import Flask, jsonify, request, session

MISSING = object()


def create_app(config):
    app = Flask(__name__)
    app.config.update(config)
    app.config.update(
        PERMANENT_SESSION_LIFETIME=timedelta(hours=2),
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_NAME="course",
    )

    @app.route("/session/<key>")
    def show(key):
        return jsonify(value=session.get(key, None))

    @app.route("/session/<key>", methods=["POST"])
    def put(key):
        session.update({key: request.form["value"]})
        if request.form.to_dict().keys() & {"permanent"}:
            session.permanent = True
        return "stored"

    @app.route("/session/<key>", methods=["DELETE"])
    def drop(key):
        return jsonify(existed=session.pop(key, MISSING) is not MISSING)

    @app.route("/session", methods=["DELETE"])
    def drop_all():
        session.clear()
        return "cleared"

    @app.route("/tags/<path:t>", methods=["POST"])
    def tag(t):
        tags = session.setdefault("list of tags", [])
        tags.append(t)
        session.modified = True
        return jsonify(tags=tags)

    return app
