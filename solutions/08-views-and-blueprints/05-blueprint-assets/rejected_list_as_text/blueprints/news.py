"""The news, with templates and static files of their own."""

from flask import Blueprint, render_template, url_for

news_bp = Blueprint("news", __name__, url_prefix="/news", template_folder="pages", static_folder="assets")


@news_bp.get("/list/")
def news_list():
    links = [f'<a href="{url_for(".detail", id=number)}">News {number}</a>' for number in (1, 2, 3)]
    sheet = url_for(".static", filename="news.css")
    return f"<link rel='stylesheet' href='{sheet}'>" + " ".join(links)


@news_bp.get("/detail/<int:id>/")
def detail(id):
    return render_template("news/detail.html", id=id)


@news_bp.get("/shared/")
def shared():
    return render_template("shared.html")
