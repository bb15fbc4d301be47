from html import escape

from flask import Blueprint, Flask
from flask.views import View

pages = Blueprint("pages", __name__)


class Text(View):
    def __init__(self, text):
        self.text = text

    def dispatch_request(self):
        return self.text


for name, paths in {"home": ["/"], "index": ["/index", "/home"], "about": ["/about/"], "faq": ["/faq"]}.items():
    view = Text.as_view(name, name)
    for path in paths:
        pages.add_url_rule(path, view_func=view)


@pages.route("/hello/")
def stranger():
    return hello("stranger")


@pages.route("/hello/<string:name>", methods=["GET"])
def hello(name):
    return "Hello " + escape(name)


app = Flask(__name__)
app.register_blueprint(pages)
