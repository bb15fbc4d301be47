"""A site, and the news as a part of it."""

from flask import Flask, render_template

from blueprints.news import news_bp

app = Flask(__name__)
app.register_blueprint(news_bp)


@app.get("/")
def home():
    return render_template("home.html")
