from flask import Flask, jsonify, url_for

import blueprints.news
import blueprints.user

PREFIXES = {"user": "/user", "news": "/news"}


class Site(Flask):
    def __init__(self, prefixes):
        super().__init__(__name__)
        wanted = PREFIXES | prefixes
        self.register_blueprint(blueprints.user.user_bp, url_prefix=wanted["user"])
        self.register_blueprint(blueprints.news.news_bp, url_prefix=wanted["news"])
        self.add_url_rule("/", view_func=self.index)

    def index(self):
        return jsonify({"news.news_list": url_for("news.news_list"), "user.profile": url_for("user.profile")})


def create_app(prefixes=None):
    return Site(prefixes or {})
