"""Files that Flask sends as they are, and the links that lead to them."""

from flask import Flask, render_template_string, request, url_for

PAGE = """<!doctype html>
<title>Static files</title>
<link rel="stylesheet" href="{{ url_for('static', filename='css/site.css') }}">
<p>This text is dark grey.</p>
"""


def create_app():
    # Only the address changes: the folder is still `static`, the endpoint too.
    app = Flask(__name__, static_url_path="/files")

    @app.get("/")
    def index():
        return render_template_string(PAGE)

    @app.get("/asset-url")
    def asset_url():
        # url_for encodes what a URL cannot hold; an f-string would not.
        return url_for("static", filename=request.args["name"])

    return app
