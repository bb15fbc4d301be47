"""The news, with templates and static files of their own."""

from flask import Blueprint, render_template

# Both folders are found from the folder of this module: `blueprints/pages` and `blueprints/assets`.
news_bp = Blueprint("news", __name__, url_prefix="/news", template_folder="pages", static_folder="assets")


@news_bp.get("/list/")
def news_list():
    # The folder with the blueprint's name keeps the template apart from another list.html in the application.
    return render_template("news/list.html")


@news_bp.get("/detail/<int:id>/")
def detail(id):
    return render_template("news/detail.html", id=id)


@news_bp.get("/shared/")
def shared():
    # The application's folder is searched first: its shared.html, if there is one, is shown in place of ours.
    return render_template("shared.html")
