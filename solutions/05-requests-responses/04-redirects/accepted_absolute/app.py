import html

import flask
from flask import Flask, request, url_for


def create_app():
    app = Flask(__name__)

    def whole(endpoint, code, **values):
        return flask.redirect(url_for(endpoint, _external=True, **values), code=code)

    @app.route("/")
    def index():
        return "<h1>Welcome</h1>"

    @app.route("/old-home")
    def old():
        return whole("index", 301)

    @app.route("/login/")
    def login():
        return "Who are you?"

    @app.route("/profile/")
    def profile():
        try:
            name = request.args["name"]
        except KeyError:
            return whole("login", 302, next="/profile/")
        return "<h1>Profile " + html.escape(name) + "</h1>"

    @app.route("/orders", methods=["GET", "POST"])
    @app.route("/orders/<id>")
    def orders(id=None):
        if request.method == "POST":
            return whole("orders", 303, id=request.form["id"])
        return "Orders"

    @app.route("/new/<path:p>", methods=["GET", "POST"])
    def new(p):
        return request.method

    @app.route("/moved/<path:p>", methods=["GET", "POST"])
    def moved(p):
        return flask.redirect(request.url.replace("/moved/", "/new/", 1), 308)

    return app
