"""The news, with templates and static files of their own."""

from flask import Blueprint, render_template

news_bp = Blueprint("news", __name__, url_prefix="/news", template_folder="pages", static_folder="assets")


@news_bp.get("/list/")
def news_list():
    return render_template("news/list.html")


@news_bp.get("/detail/<int:id>/")
def detail(id):
    return render_template("news/detail.html", id=id)


@news_bp.get("/shared/")
def shared():
    return render_template("shared.html")
