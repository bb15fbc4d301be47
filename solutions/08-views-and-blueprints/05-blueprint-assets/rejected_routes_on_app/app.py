"""A site, and the news as a part of it."""

from flask import Flask, render_template

from blueprints.news import news_bp

app = Flask(__name__)
app.register_blueprint(news_bp)


@app.get("/")
def home():
    return render_template("home.html")


@app.get("/news/list/")
def news_list():
    return render_template("news/list.html")


@app.get("/news/detail/<int:id>/")
def detail(id):
    return render_template("news/detail.html", id=id)


@app.get("/news/shared/")
def shared():
    return render_template("shared.html")
