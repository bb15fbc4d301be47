from flask import Blueprint, jsonify, url_for

news_bp = Blueprint("news", __name__)


@news_bp.route("/list/")
def news_list():
    return "news list"


@news_bp.route("/detail/<int:id>/")
def detail(id):
    return "detail %d" % id


@news_bp.route("/links/")
def news_links():
    return jsonify([url_for("news.detail", id=1), url_for("news.detail", id=2), url_for("news.detail", id=3)])
