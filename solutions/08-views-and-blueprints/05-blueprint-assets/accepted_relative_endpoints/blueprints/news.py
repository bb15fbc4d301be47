from app import app
from flask import Blueprint, render_template

news_bp = Blueprint("news", __name__, template_folder="pages/", static_folder="./assets")


@news_bp.route("/list/", methods=["GET"])
def index():
    app.logger.debug("the list")
    return render_template("news/list.html", numbers=[1, 2, 3])


@news_bp.route("/detail/<int:id>/")
def show(id):
    return render_template("news/detail.html", **locals())


@news_bp.route("/shared/")
def shared():
    return render_template(["shared.html"])
