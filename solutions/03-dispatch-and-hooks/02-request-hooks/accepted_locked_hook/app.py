from threading import Lock

from flask import Flask, abort, g, jsonify, make_response, request

EVENTS = []


def create_app(load_user=None, warm_up=None):
    app = Flask(__name__)
    lock = Lock()
    pending = [warm_up] if warm_up else []

    @app.before_request
    def once():
        with lock:
            while pending:
                pending[-1]()
                pending.pop()

    @app.before_request
    def note_before():
        EVENTS.append("before")

    @app.before_request
    def set_user():
        g.user = None
        if "X-Token" in request.headers and load_user:
            g.user = load_user(request.headers["X-Token"])

    @app.before_request
    def guard():
        if request.path.startswith("/private") and not g.user:
            abort(make_response(jsonify(error="login required"), 401))

    def note_after(response):
        response.headers.add("X-App", "hooks")
        EVENTS.append("after")
        return response

    def note_teardown(exc=None):
        EVENTS.append("teardown:" + ("error" if exc else "ok"))

    app.after_request(note_after)
    app.teardown_request(note_teardown)

    @app.route("/whoami", methods=["GET", "POST"])
    def whoami():
        EVENTS.append("view")
        return jsonify(user=g.user)

    @app.route("/private")
    def private():
        EVENTS.append("view")
        return jsonify(hello=g.user)

    @app.route("/crash")
    def crash():
        EVENTS.append("view")
        return 1 / 0

    return app
