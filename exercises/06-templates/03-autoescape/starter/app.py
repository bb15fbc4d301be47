"""A page that shows what strangers write."""

from flask import Flask, render_template


def clean(html):
    # TODO 3: return HTML in which only <b> and <i> are tags
    return ""


def create_app():
    app = Flask(__name__)
    app.config["BANNER"] = "Welcome to the <em>course</em>"

    @app.get("/show")
    def show():
        # TODO 1: read the query arguments text and html, and pass on what the page needs
        return render_template("page.html")

    return app
