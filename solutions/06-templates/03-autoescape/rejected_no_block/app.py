"""A page that shows what strangers write."""

from flask import Flask, render_template, request
from markupsafe import Markup, escape


def clean(html):
    # First everything is made harmless. str, because the methods of Markup escape their arguments.
    source = str(escape(html))
    # Then four texts that are known to be harmless become tags again; with an attribute they would not be equal.
    for tag in ("<b>", "</b>", "<i>", "</i>"):
        source = source.replace(str(escape(tag)), tag)
    # The promise can be kept, so it may be given.
    return Markup(source)


def create_app():
    app = Flask(__name__)
    app.config["BANNER"] = "Welcome to the <em>course</em>"

    @app.get("/show")
    def show():
        html = request.args["html"]
        return render_template("page.html", text=request.args["text"], source=html, html=clean(html))

    return app
