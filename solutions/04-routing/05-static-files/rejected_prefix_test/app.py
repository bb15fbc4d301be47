"""Files that Flask sends as they are, and the links that lead to them."""

import mimetypes
import os

from flask import Flask, abort, render_template_string, request, url_for

PAGE = """<!doctype html>
<title>Static files</title>
<link rel="stylesheet" href="{{ url_for('static', filename='css/site.css') }}">
<p>This text is dark grey.</p>
"""


def create_app():
    app = Flask(__name__, static_folder=None)

    @app.get("/files/<path:filename>", endpoint="static")
    def send(filename):
        folder = os.path.join(app.root_path, "static")
        path = os.path.realpath(os.path.join(folder, filename))
        if not path.startswith(folder) or not os.path.isfile(path):
            abort(404)
        with open(path, "rb") as file:
            return file.read(), {"Content-Type": mimetypes.guess_type(path)[0]}

    @app.get("/")
    def index():
        return render_template_string(PAGE)

    @app.get("/asset-url")
    def asset_url():
        # url_for encodes what a URL cannot hold; an f-string would not.
        return url_for("static", filename=request.args["name"])

    return app
