from flask import Blueprint, jsonify, url_for

user_bp = Blueprint("user", __name__)


@user_bp.route("/settings/")
def user_settings():
    return jsonify(profile=url_for(".profile"))


@user_bp.route("/profile/", endpoint="profile")
def show():
    return "profile\n"
