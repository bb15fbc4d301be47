from flask import Blueprint, request, url_for

news_bp = Blueprint("news", __name__, url_prefix="/news")


def news_list():
    return "news list"


def detail(id: int):
    return f"detail {id}"


def links():
    return [url_for(f"{request.blueprint}.detail", id=n) for n in range(1, 4)]


for rule, view in {"/list/": news_list, "/detail/<int:id>/": detail, "/links/": links}.items():
    news_bp.add_url_rule(rule, view_func=view)
