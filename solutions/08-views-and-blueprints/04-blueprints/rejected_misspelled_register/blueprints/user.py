"""The pages of a user."""

from flask import Blueprint, url_for

user_bp = Blueprint("user", __name__, url_prefix="/user")


@user_bp.get("/profile/")
def profile():
    return "profile"


@user_bp.get("/settings/")
def settings():
    # The full endpoint: name of the blueprint, dot, name of the view.
    return {"profile": url_for("user.profile")}
