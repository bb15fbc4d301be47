from flask import Flask, request


def create_app():
    app = Flask(__name__, static_folder=None)

    @app.get("/files/css/site.css")
    def sheet():
        return "body { color: #333 }", {"Content-Type": "text/css"}

    @app.get("/")
    def index():
        return '<link rel="stylesheet" href="/files/css/site.css">'

    @app.get("/asset-url")
    def asset_url():
        return "/files/a%20b.txt" if " " in request.args["name"] else "/files/css/site.css"

    return app
