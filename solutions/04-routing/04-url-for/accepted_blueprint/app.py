from flask import Blueprint, Flask, request, url_for
from flask.views import MethodView


def posts():
    bp = Blueprint("posts", __name__)

    @bp.route("/list/<string:page>/")
    def my_list(page):
        return {"page": page}

    return bp


class Login(MethodView):
    def get(self):
        return "<form method=post></form>"


def create_app(prefix="/post"):
    app = Flask(__name__)
    app.register_blueprint(posts(), url_prefix=prefix)
    app.add_url_rule("/login/", view_func=Login.as_view("login"))

    @app.route("/make")
    def make():
        args = request.args.to_dict()
        following = args.pop("next")
        # All links absolute: they are compared by their parts.
        return {
            "list": url_for("posts.my_list", _external=True, **args),
            "login": url_for("login", next=following, _external=True),
            "absolute": request.host_url.rstrip("/") + url_for("posts.my_list", page="7"),
            "anchor": url_for("login", _anchor="top", _external=True),
        }

    return app
