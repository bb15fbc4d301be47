"""A site."""

from flask import Flask

from blueprints.news import news_bp

app = Flask(__name__)
app.register_blueprint(news_bp)


@app.get("/")
def home():
    return '<link rel="stylesheet" href="/static/site.css"><a href="/news/list/">News</a>'
