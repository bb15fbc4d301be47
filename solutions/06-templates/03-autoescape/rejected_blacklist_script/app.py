"""A page that shows what strangers write."""

from flask import Flask, render_template, request
from markupsafe import Markup, escape


def clean(html):
    return Markup(html.replace("<script>", "").replace("</script>", ""))


def create_app():
    app = Flask(__name__)
    app.config["BANNER"] = "Welcome to the <em>course</em>"

    @app.get("/show")
    def show():
        html = request.args["html"]
        return render_template("page.html", text=request.args["text"], source=html, html=clean(html))

    return app
