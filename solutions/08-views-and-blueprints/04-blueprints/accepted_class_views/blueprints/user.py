from flask import Blueprint, url_for
from flask.views import MethodView

user_bp = Blueprint(name="user", import_name="user", url_prefix="/user/")


class Profile(MethodView):
    def get(self):
        return "profile"


class Settings(MethodView):
    def get(self):
        return {"profile": url_for("user.profile")}


user_bp.add_url_rule("profile/", view_func=Profile.as_view("profile"))
user_bp.add_url_rule("settings/", view_func=Settings.as_view("settings"))
