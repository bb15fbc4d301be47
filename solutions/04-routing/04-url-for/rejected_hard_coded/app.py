from flask import Flask


def create_app(prefix="/post"):
    app = Flask(__name__)

    @app.get("/post/list/2/")
    def my_list():
        return "Page 2"

    @app.get("/login/")
    def login():
        return "Please log in"

    @app.get("/make")
    def make():
        return {
            "list": "/post/list/2/?count=5",
            "login": "/login/?next=/home",
            "absolute": "http://localhost/post/list/7/",
            "anchor": "/login/#top",
        }

    return app
