import os.path

import flask

HERE = os.path.dirname(os.path.abspath(__file__))


def index():
    return flask.render_template("index.html")


def asset_url():
    url = flask.current_app.url_for("static", filename=flask.request.args["name"])
    return flask.Response(url, mimetype="text/plain")


def create_app():
    app = flask.Flask("site", root_path=HERE, static_url_path="/files/", static_folder=os.path.join(HERE, "static"))
    app.add_url_rule("/", view_func=index)
    app.add_url_rule("/asset-url", view_func=asset_url)
    return app
