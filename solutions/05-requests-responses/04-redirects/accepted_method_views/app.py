from http import HTTPStatus

from flask import Blueprint, Flask, abort, redirect, request, url_for
from flask.views import MethodView
from markupsafe import Markup

shop = Blueprint("shop", __name__)


class New(MethodView):
    def get(self, p):
        return "", 200

    post = get


class Moved(MethodView):
    def get(self, p):
        query = request.query_string.decode("ascii")
        path = url_for(".new", p=p)
        abort(redirect(f"{path}?{query}" if query else path, HTTPStatus.PERMANENT_REDIRECT))

    def post(self, p):
        return self.get(p)


class Order(MethodView):
    def get(self, id):
        return f"<h1>Order {id}</h1>"


class Orders(MethodView):
    def post(self):
        return redirect(url_for(".order", id=request.form.get("id", type=int)), HTTPStatus.SEE_OTHER)


@shop.get("/")
def home():
    return "<h1>Home</h1>"


@shop.get("/login/")
def login():
    return Markup("Log in, then go to {}").format(request.args.get("next", ""))


@shop.get("/profile/")
def profile():
    if not request.args.get("name"):
        return redirect(url_for(".login", next=url_for(".profile")), 302)
    return Markup("<title>Profile</title> Profile {}").format(request.args["name"])


shop.add_url_rule("/new/<path:p>", view_func=New.as_view("new"))
shop.add_url_rule("/moved/<path:p>", view_func=Moved.as_view("moved"))
shop.add_url_rule("/orders", view_func=Orders.as_view("orders"))
shop.add_url_rule("/orders/<int:id>", view_func=Order.as_view("order"))


def create_app():
    app = Flask(__name__)
    app.register_blueprint(shop)
    app.add_url_rule("/old-home", "old_home", lambda: redirect("/", HTTPStatus.MOVED_PERMANENTLY))
    return app
