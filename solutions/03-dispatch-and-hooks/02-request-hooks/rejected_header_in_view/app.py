"""Hooks around every request: before the view, after it, and at the very end."""

from flask import Flask, g, request

EVENTS = []


def create_app(load_user=None, warm_up=None):
    app = Flask(__name__)

    # The factory runs once for each application and before any request: no flag, no lock.
    if warm_up is not None:
        warm_up()

    @app.before_request
    def identify():
        EVENTS.append("before")
        token = request.headers.get("X-Token")
        # g is new for every request, so visitors cannot see each other's user as in a global variable.
        g.user = load_user(token) if load_user is not None and token is not None else None
        # A value returned from here is the answer: the view will not run.
        if request.path.startswith("/private") and g.user is None:
            return {"error": "login required"}, 401, {"X-App": "hooks"}
        return None

    @app.after_request
    def label(response):
        EVENTS.append("after")
        return response

    # The last hook runs always, and is told about an exception that nobody handled.
    @app.teardown_request
    def finish(error):
        EVENTS.append("teardown:ok" if error is None else "teardown:error")

    @app.get("/whoami")
    def whoami():
        EVENTS.append("view")
        return {"user": g.user}, {"X-App": "hooks"}

    @app.get("/private")
    def private():
        EVENTS.append("view")
        return {"hello": g.user}, {"X-App": "hooks"}

    @app.get("/crash")
    def crash():
        EVENTS.append("view")
        raise RuntimeError("crashed")

    return app
