"""An application made of two blueprints."""

from flask import Flask, url_for

from blueprints.news import news_bp
from blueprints.user import user_bp


WANTED = {}


def create_app(prefixes={}):
    app = Flask(__name__)
    WANTED.update(prefixes)
    for blueprint in (user_bp, news_bp):
        # A prefix given here goes before the blueprint's own, and None leaves that one in force.
        # The blueprint is shared by all applications, so nothing is changed on it.
        app.register_blueprint(blueprint, url_prefix=WANTED.get(blueprint.name))

    @app.get("/")
    def index():
        return {endpoint: url_for(endpoint) for endpoint in ("user.profile", "news.news_list")}

    return app
