import json

from flask import Blueprint, Flask, Response, request, url_for
from flask.views import MethodView
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

pages = Blueprint("pages", __name__)


class Echo(MethodView):
    def answer(self):
        told = {"method": request.environ["REQUEST_METHOD"]}
        told["arg"] = dict(request.args).get("a")
        told["form"] = request.form.to_dict().get("a")
        told["json"] = json.loads(request.data) if request.mimetype == "application/json" else None
        told["agent"] = request.headers["User-Agent"]
        return Response(json.dumps(told), content_type="application/json")

    get = post = put = delete = answer


class Greet(MethodView):
    def get(self):
        page = Markup('<html><body><form method=post action="{}"><textarea name=name></textarea></form></body></html>')
        return str(page.format(url_for("pages.greet")))

    def post(self):
        name = request.form.get("name", "")
        if len(name) == 0:
            raise BadRequest("no name")
        return str(Markup("<p>Hello {}</p>").format(name))


pages.add_url_rule("/echo", view_func=Echo.as_view("echo"))
pages.add_url_rule("/greet", view_func=Greet.as_view("greet"))
app = Flask(__name__)
app.register_blueprint(pages)
