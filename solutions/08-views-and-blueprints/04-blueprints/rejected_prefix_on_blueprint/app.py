"""An application made of two blueprints."""

from flask import Flask, url_for

from blueprints.news import news_bp
from blueprints.user import user_bp


# The empty dictionary is made once, for all calls; that does no harm as long as nobody writes into it.
def create_app(prefixes={}):
    app = Flask(__name__)
    for blueprint in (user_bp, news_bp):
        blueprint.url_prefix = prefixes.get(blueprint.name, blueprint.url_prefix)
        app.register_blueprint(blueprint)

    @app.get("/")
    def index():
        return {endpoint: url_for(endpoint) for endpoint in ("user.profile", "news.news_list")}

    return app
