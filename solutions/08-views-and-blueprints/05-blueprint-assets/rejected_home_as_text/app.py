"""A site, and the news as a part of it."""

from flask import Flask, url_for

from blueprints.news import news_bp

app = Flask(__name__)
app.register_blueprint(news_bp)


@app.get("/")
def home():
    return (
        f'<link rel="stylesheet" href="{url_for("static", filename="site.css")}">'
        f'<a href="{url_for("news.news_list")}">News</a>'
    )
