import json

import flask
from blueprints import news, user


def create_app(prefixes={}):
    app = flask.Flask("site")
    app.add_url_rule("/", "index", index)
    app.register_blueprint(user.user_bp, **({"url_prefix": prefixes["user"]} if "user" in prefixes else {}))
    app.register_blueprint(news.news_bp, **({"url_prefix": prefixes["news"]} if "news" in prefixes else {}))
    return app


def index():
    answer = {"user.profile": flask.url_for("user.profile"), "news.news_list": flask.url_for("news.news_list")}
    return flask.Response(json.dumps(answer), content_type="application/json")
