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

    @app.route("/orders", methods=["POST"])
    def buy():
        return whole("bought", 303, id=request.form["id"])

    @app.route("/orders/<id>")
    def bought(id):
        return "Thank you"

    @app.route("/new/<path:p>", methods=["GET", "POST"])
    def new(p):
        return request.method

    @app.route("/moved/<path:p>", methods=["GET", "POST"])
    def moved(p):
        return flask.redirect(request.url.replace("/moved/", "/new/", 1), 308)

    return app
