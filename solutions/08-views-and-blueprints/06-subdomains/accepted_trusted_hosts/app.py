from flask import Blueprint, Flask, jsonify, url_for
from flask.views import MethodView

cms_bp = Blueprint("cms", __name__)
user_bp = Blueprint("user", __name__)


class Main(MethodView):
    def get(self):
        return jsonify(site="main", cms=url_for("cms.home", _external=True))


class Cms(MethodView):
    def get(self):
        return jsonify(site="cms", home=url_for("home", _external=True))


class User(MethodView):
    def get(self, label):
        return jsonify(site="user", name=label)


cms_bp.add_url_rule("/", view_func=Cms.as_view("home"))
user_bp.add_url_rule("/", view_func=User.as_view("home"))


def create_app(server_name="jd.test:5000"):
    name, _, _ = server_name.partition(":")
    app = Flask("shop", subdomain_matching=True)
    app.config.update(SERVER_NAME=server_name, TRUSTED_HOSTS=[name, f".{name}"])
    app.add_url_rule("/", view_func=Main.as_view("home"))
    app.register_blueprint(user_bp, subdomain="<label>")
    app.register_blueprint(cms_bp, subdomain="cms")
    return app
