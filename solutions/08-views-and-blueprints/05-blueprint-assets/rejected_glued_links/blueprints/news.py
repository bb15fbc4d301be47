"""The news, with templates and static files of their own."""

from flask import Blueprint, render_template, request

news_bp = Blueprint("news", __name__, url_prefix="/news", template_folder="pages", static_folder="assets")


def prefix():
    return request.path.rsplit("/list/")[0].rsplit("/detail/")[0]


@news_bp.get("/list/")
def news_list():
    return render_template("news/list.html", prefix=prefix())


@news_bp.get("/detail/<int:id>/")
def detail(id):
    return render_template("news/detail.html", id=id, prefix=prefix())


@news_bp.get("/shared/")
def shared():
    return render_template("shared.html")
