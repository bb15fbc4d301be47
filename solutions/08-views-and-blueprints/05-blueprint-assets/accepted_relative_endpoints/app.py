from flask import Flask, render_template

app = Flask(__name__, static_url_path="/files")


@app.route("/")
def index():
    return render_template("home.html")


from blueprints.news import news_bp  # noqa: E402

app.register_blueprint(news_bp, url_prefix="/news")
