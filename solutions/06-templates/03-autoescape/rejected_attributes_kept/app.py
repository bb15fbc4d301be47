"""A page that shows what strangers write."""

import re

from flask import Flask, render_template, request
from markupsafe import Markup, escape


def clean(html):
    return Markup(re.sub(r"&lt;(/?[bi]\b.*?)&gt;", r"<\1>", str(escape(html))))


def create_app():
    app = Flask(__name__)
    app.config["BANNER"] = "Welcome to the <em>course</em>"

    @app.get("/show")
    def show():
        html = request.args["html"]
        return render_template("page.html", text=request.args["text"], source=html, html=clean(html))

    return app
