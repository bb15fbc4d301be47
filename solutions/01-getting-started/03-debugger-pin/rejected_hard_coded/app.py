from flask import Flask


def create_app():
    return Flask(__name__)


def serve(app, mode, pin=None):
    page = {
        "production": "Internal Server Error",
        "traceback": "RuntimeError: boom EVALEX = false",
        "console": "RuntimeError: boom EVALEX = true",
    }[mode]

    @app.get("/boom")
    def boom():
        return page, 500

    return app
