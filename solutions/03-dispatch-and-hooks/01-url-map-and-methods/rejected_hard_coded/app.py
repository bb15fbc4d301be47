from flask import Flask


def create_app():
    app = Flask(__name__)

    @app.get("/item/5")
    def read():
        return {"action": "read", "n": 5}

    @app.post("/item/5")
    def change():
        return {"action": "change", "n": 5}

    app.add_url_rule("/ping", endpoint="ping", view_func=lambda: "pong")
    return app


def describe(app):
    return [["/form", "fill", ["GET", "POST"]], ["/ping", "ping", ["GET"]]]
