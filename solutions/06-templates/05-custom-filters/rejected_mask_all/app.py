"""Filters and values that every template of this application can use."""

from datetime import timedelta

from flask import Flask, render_template, request


def create_app():
    app = Flask(__name__)
    app.config["SITE_NAME"] = "Course"

    @app.template_filter("cut")
    def cut(value, word):
        # Ordinary text goes back; escaping it is the template's work.
        return value.replace(word, "")

    @app.template_filter("mask")
    def mask(value, keep=2):
        return "*" * len(value)

    @app.template_filter("timesince")
    def timesince(dt, now):
        # From small to large: whoever gets past a line is at least that old.
        passed = now - dt
        if passed < timedelta(minutes=1):
            return "just now"
        if passed < timedelta(hours=1):
            return f"{passed // timedelta(minutes=1)} minutes ago"
        if passed < timedelta(days=1):
            return f"{passed // timedelta(hours=1)} hours ago"
        if passed < timedelta(days=30):
            return f"{passed.days} days ago"
        return f"{dt:%Y-%m-%d}"

    @app.context_processor
    def for_every_template():
        # Called at each rendering, so the setting is as it is now; a value may be a function.
        return {"site_name": app.config["SITE_NAME"], "year_of": lambda date: date.year}

    @app.get("/article")
    def article():
        # The site's name is not passed: the template knows it already.
        return render_template("article.html", text=request.args.get("text", ""), phone=request.args.get("phone", ""))

    return app
