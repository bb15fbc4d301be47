from flask import Blueprint, Flask, current_app, g, jsonify, request
from flask.views import MethodView
from werkzeug.local import Local

local = Local()
current_user = local("user")
pages = Blueprint("pages", __name__)


def set_user(name):
    local.user = name


@pages.before_request
def remember():
    name = request.args.get("name")
    if name is None:
        name = "nobody"
    set_user(name)
    g.visitor = name


class Who(MethodView):
    def get(self):
        if current_app.config.get("GATE"):
            current_app.config["GATE"].wait(timeout=10)
        return jsonify(g=g.visitor, arg=request.args.get("name"), user=str(current_user))


pages.add_url_rule("/who", view_func=Who.as_view("who"))
app = Flask(__name__)
app.config["GATE"] = None
app.register_blueprint(pages)
