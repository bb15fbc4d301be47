"""An application made of two blueprints."""

from flask import Flask, url_for

from blueprints.news import news_bp
from blueprints.user import user_bp


# The empty dictionary is made once, for all calls; that does no harm as long as nobody writes into it.
def create_app(prefixes={}):
    app = Flask(__name__)
    for blueprint in (user_bp, news_bp):
        # A prefix given here goes before the blueprint's own, and None leaves that one in force.
        # The blueprint is shared by all applications, so nothing is changed on it.
        app.register_blueprint(blueprint, url_prefix=prefixes.get(blueprint.name.removesuffix("s") if blueprint is user_bp else "news"))

    @app.get("/")
    def index():
        return {"user.profile": url_for("users.profile"), "news.news_list": url_for("news.news_list")}

    return app
