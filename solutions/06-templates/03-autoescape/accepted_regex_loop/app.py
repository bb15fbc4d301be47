import re

from flask import Flask, render_template, request
from markupsafe import escape


def clean(html):
    pieces = re.split(r"(</?[bi]>)", html)
    # Every second piece is one of the four tags.
    return "".join(piece if number % 2 else str(escape(piece)) for number, piece in enumerate(pieces))


def create_app():
    app = Flask(__name__)
    app.config.from_mapping(BANNER="Welcome to the <em>course</em>")
    app.add_template_filter(clean)

    @app.route("/show")
    def show():
        return render_template("page.html", **request.args)

    return app
