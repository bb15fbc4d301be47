import flask
from blueprints import news

app = flask.Flask("site", root_path=flask.helpers.get_root_path(__name__))


def index():
    return flask.render_template("home.html", start=flask.url_for("news.all"), sheet="site.css")


app.add_url_rule("/", view_func=index)
app.register_blueprint(news.news_bp, url_prefix="/news/")
