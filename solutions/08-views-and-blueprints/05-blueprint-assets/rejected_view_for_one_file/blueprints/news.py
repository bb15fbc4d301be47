"""The news, with templates and static files of their own."""

from pathlib import Path

from flask import Blueprint, render_template, send_file

news_bp = Blueprint("news", __name__, url_prefix="/news", template_folder="pages")


@news_bp.get("/assets/news.css")
def sheet():
    return send_file(Path(__file__).parent / "assets" / "news.css")


@news_bp.get("/list/")
def news_list():
    return render_template("news/list.html")


@news_bp.get("/detail/<int:id>/")
def detail(id):
    return render_template("news/detail.html", id=id)


@news_bp.get("/shared/")
def shared():
    return render_template("shared.html")
