from flask import Flask, url_for

from blueprints import news, user


def create_app(prefixes={}):
    app = Flask(__name__)
    user.add_to(app)
    news.add_to(app)

    @app.get("/")
    def index():
        return {"user.profile": url_for("profile"), "news.news_list": url_for("news_list")}

    return app
