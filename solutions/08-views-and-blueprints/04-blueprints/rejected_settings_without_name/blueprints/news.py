"""The news."""

from flask import Blueprint, url_for

news_bp = Blueprint("news", __name__, url_prefix="/news")


@news_bp.get("/list/")
def news_list():
    return "news list"


@news_bp.get("/detail/<int:id>/")
def detail(id):
    return f"detail {id}"


@news_bp.get("/links/")
def links():
    # The leading dot means the blueprint of this request, whatever its name and prefix are.
    return [url_for(".detail", id=number) for number in (1, 2, 3)]
