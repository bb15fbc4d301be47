from pathlib import Path

from flask import Flask, make_response, request, send_from_directory, url_for

FOLDER = Path(__file__).parent / "static"


def create_app():
    app = Flask(__name__, static_folder=None)

    @app.route("/files/<path:name>")
    def file(name):
        return send_from_directory(FOLDER, name)

    @app.route("/")
    def home():
        return "<html><head><LINK REL=stylesheet HREF=" + url_for("file", name="css/site.css") + "></head></html>"

    @app.route("/asset-url")
    def asset():
        answer = make_response(url_for("file", name=request.args.get("name")) + "\n")
        answer.mimetype = "text/plain"
        return answer

    return app
