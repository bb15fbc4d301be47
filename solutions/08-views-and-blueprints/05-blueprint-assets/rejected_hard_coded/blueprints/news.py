"""The news."""

from flask import Blueprint

news_bp = Blueprint("news", __name__, url_prefix="/news")

LIST = """<link rel="stylesheet" href="/news/assets/news.css">
<a href="/news/detail/1/">1</a> <a href="/news/detail/2/">2</a> <a href="/news/detail/3/">3</a>
"""


@news_bp.get("/list/")
def news_list():
    return LIST


@news_bp.get("/detail/7/")
def detail():
    return '<p>detail 7</p><a href="/news/list/">All news</a>'


@news_bp.get("/shared/")
def shared():
    return "from-app"
