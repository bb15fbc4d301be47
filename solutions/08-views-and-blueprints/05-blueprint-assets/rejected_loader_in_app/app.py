"""A site, and the news as a part of it."""

from flask import Flask, render_template
from jinja2 import ChoiceLoader, FileSystemLoader

from blueprints.news import news_bp

app = Flask(__name__)
app.register_blueprint(news_bp)


@app.get("/")
def home():
    return render_template("home.html")


app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(app.root_path + "/blueprints/pages")])
