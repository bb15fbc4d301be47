from flask import Flask, render_template


def create_app():
    app = Flask(__name__)
    app.config["SITE_NAME"] = "Course"

    @app.template_filter("cut")
    def cut(value, word):
        return "big world"

    @app.template_filter("mask")
    def mask(value, keep=2):
        return "*********00" if keep == 2 else "*******8000"

    @app.template_filter("timesince")
    def timesince(dt, now):
        return "1 minutes ago" if (now - dt).seconds == 60 else "2024-03-05"

    @app.context_processor
    def for_every_template():
        return {"site_name": "Course", "year_of": lambda date: 2024}

    @app.get("/article")
    def article():
        return render_template("article.html")

    return app
