from http import HTTPStatus

from flask import Blueprint, Flask, current_app, jsonify, make_response, request
from flask.views import MethodView

pages = Blueprint("pages", __name__)


class Thing(MethodView):
    def delete(self):
        response = make_response()
        response.status_code = HTTPStatus.NO_CONTENT
        return response


@pages.route("/text/<w>")
def text(w):
    return (letter for letter in w)


@pages.route("/created/<w>")
def created(w):
    return make_response(f"created {w}", HTTPStatus.CREATED, [("X-Word", w)])


@pages.route("/headers-only")
def headers_only():
    return make_response(("ok", [("X-Only", "yes")]))


@pages.route("/me")
def me():
    name = request.args["u"]
    return jsonify(username=name, theme="your own", image=f"{current_app.static_url_path}/avatars/{name}.png")


@pages.route("/list/<int:n>")
def counted(n):
    numbers = []
    while len(numbers) < n:
        numbers.append(len(numbers))
    return jsonify(numbers)


@pages.route("/plain/<w>")
def plain(w):
    response = make_response(w)
    response.mimetype = "text/plain"
    return response


pages.add_url_rule("/thing", view_func=Thing.as_view("thing"))
pages.add_url_rule("/teapot", view_func=lambda: ({"error": "teapot"}, HTTPStatus.IM_A_TEAPOT))


def create_app(static_url_path="/static"):
    app = Flask(__name__, static_url_path=static_url_path)
    app.register_blueprint(pages)
    return app
