import datetime

from flask import Blueprint, Flask, Response, jsonify, request
from flask.views import View

cookies = Blueprint("cookies", __name__)


class SetCookie(View):
    methods = ["GET"]

    def dispatch_request(self, name, value):
        if len(value) >= 3801:
            return Response("too long", 400)
        answer = Response("ok")
        secure = request.scheme == "https"
        domain = request.args.get("domain", None)
        if "max_age" in request.args:
            age = int(request.args["max_age"])
            answer.set_cookie(name, value, max_age=age, domain=domain, secure=secure, httponly=True, samesite="Lax")
        elif "days" in request.args:
            now = datetime.datetime.utcnow()
            then = now + datetime.timedelta(days=int(request.args["days"]))
            answer.set_cookie(name, value, expires=then, domain=domain, secure=secure, httponly=True, samesite="Lax")
        else:
            answer.set_cookie(name, value, domain=domain, secure=secure, httponly=True, samesite="Lax")
        return answer


cookies.add_url_rule("/set/<string:name>/<string:value>", view_func=SetCookie.as_view("set"))


@cookies.route("/get/<name>")
def read(name):
    if name in request.cookies:
        return jsonify(value=request.cookies[name])
    return jsonify(value=None)


@cookies.route("/delete/<name>")
def delete(name):
    answer = Response("", 204)
    domain = request.args.get("domain")
    answer.set_cookie(name, "", expires=datetime.datetime(2001, 1, 1), domain=domain)
    return answer


def create_app():
    app = Flask(__name__)
    app.register_blueprint(cookies)
    return app
