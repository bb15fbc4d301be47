import os.path

import flask

HERE = os.path.dirname(os.path.abspath(__file__))


def index():
    href = flask.url_for("static", filename="css/site.css", v="1")
    return f"""<!DOCTYPE html>
<html lang="en">
  <head><meta charset="utf-8"><link rel="stylesheet" type="text/css" href="{href}"></head>
  <body>Hello</body>
</html>"""


def asset_url():
    return flask.Response(flask.current_app.url_for("static", filename=flask.request.args["name"]), mimetype="text/plain")


def create_app():
    app = flask.Flask("site", root_path=HERE, static_url_path="/files/", static_folder=os.path.join(HERE, "static"))
    app.add_url_rule("/", view_func=index)
    app.add_url_rule("/asset-url", view_func=asset_url)
    return app
