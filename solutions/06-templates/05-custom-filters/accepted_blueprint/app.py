"""The same from a blueprint: its app_* decorators reach the whole application."""

import datetime as dt
import re

from flask import Blueprint, Flask, current_app, render_template, request
from markupsafe import Markup, escape

site = Blueprint("site", __name__)


@site.app_template_filter()
def cut(value, word):
    return Markup(escape(re.sub(re.escape(word), "", value)))


@site.app_template_filter()
def mask(value, keep=2):
    if len(value) <= keep:
        return value
    return value[len(value) - keep :].rjust(len(value), "*")


@site.app_template_filter("timesince")
def since(moment, now):
    age: dt.timedelta = now - moment
    match age.days, age.seconds:
        case 0, seconds if seconds < 60:
            return "just now"
        case 0, seconds if seconds < 60 * 60:
            return f"{seconds // 60} minutes ago"
        case 0, seconds:
            return f"{seconds // 60 // 60} hours ago"
        case days, _ if days < 30:
            return f"{days} days ago"
    return moment.strftime("%Y-%m-%d")


@site.app_template_global()
def year_of(date):
    return date.year


@site.app_context_processor
def names():
    return {"site_name": current_app.config["SITE_NAME"]}


@site.route("/article")
def article():
    values = {"text": request.args["text"], "phone": request.args["phone"]}
    return render_template("article.html", article=values)


def create_app():
    app = Flask(__name__)
    app.config["SITE_NAME"] = "Course"
    app.register_blueprint(site)
    return app
