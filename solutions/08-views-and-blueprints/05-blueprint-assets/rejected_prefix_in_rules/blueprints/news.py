"""The news, with templates and static files of their own."""

from flask import Blueprint, render_template

news_bp = Blueprint("news", __name__, template_folder="pages", static_folder="assets", static_url_path="/news/assets")


@news_bp.get("/news/list/")
def news_list():
    return render_template("news/list.html")


@news_bp.get("/news/detail/<int:id>/")
def detail(id):
    return render_template("news/detail.html", id=id)


@news_bp.get("/news/shared/")
def shared():
    return render_template("shared.html")
