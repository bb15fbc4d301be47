"""The news, with templates and static files of their own."""

from flask import Blueprint, current_app, render_template
from jinja2 import ChoiceLoader

news_bp = Blueprint("news", __name__, url_prefix="/news", template_folder="pages", static_folder="assets")


@news_bp.get("/list/")
def news_list():
    return render_template("news/list.html")


@news_bp.get("/detail/<int:id>/")
def detail(id):
    return render_template("news/detail.html", id=id)


@news_bp.get("/shared/")
def shared():
    loader = ChoiceLoader([news_bp.jinja_loader, current_app.jinja_loader])
    return current_app.jinja_env.overlay(loader=loader).get_template("shared.html").render()
