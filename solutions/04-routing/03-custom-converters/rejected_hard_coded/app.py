from flask import Flask


def create_app():
    app = Flask(__name__)

    @app.get("/tel/13800138000/")
    def tel():
        return "13800138000"

    @app.get("/tags/red+green/")
    def tags():
        return ["red", "green"]

    @app.get("/tags/red/")
    def tag():
        return ["red"]

    @app.get("/tag-link")
    def tag_link():
        return "/tags/red+green/"

    return app
