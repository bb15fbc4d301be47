from flask import url_for

from blueprints.user import app, user_bp
from blueprints.news import news_bp


def index():
    return {"user.profile": url_for("user.profile"), "news.news_list": url_for("news.news_list")}


def create_app(prefixes={}):
    app.register_blueprint(user_bp, url_prefix=prefixes.get("user"))
    app.register_blueprint(news_bp, url_prefix=prefixes.get("news"))
    app.add_url_rule("/", view_func=index)
    return app
