"""The news, with templates and static files of their own."""

from flask import Blueprint, render_template, request

news_bp = Blueprint("news", __name__, url_prefix="/news", template_folder="pages", static_folder="assets")


@news_bp.record
def remember(state):
    news_bp.place = state.url_prefix


@news_bp.app_context_processor
def place():
    return {"root": request.script_root, "place": news_bp.place}


@news_bp.get("/list/")
def news_list():
    return render_template("news/list.html")


@news_bp.get("/detail/<int:id>/")
def detail(id):
    return render_template("news/detail.html", id=id)


@news_bp.get("/shared/")
def shared():
    return render_template("shared.html")
