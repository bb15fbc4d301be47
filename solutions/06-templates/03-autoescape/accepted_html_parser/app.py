from html import escape
from html.parser import HTMLParser

from flask import Flask, current_app, render_template, request
from flask.views import View
from markupsafe import Markup


class Cleaner(HTMLParser):
    allowed = {"b", "i"}

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.pieces = []

    def handle_starttag(self, tag, attrs):
        written = self.get_starttag_text()
        self.pieces.append(written if tag in self.allowed and written == f"<{tag}>" else escape(written))

    def handle_endtag(self, tag):
        self.pieces.append(f"</{tag}>" if tag in self.allowed else escape(f"</{tag}>"))

    def handle_data(self, data):
        self.pieces.append(escape(data, quote=False))

    def handle_entityref(self, name):
        self.pieces.append(f"&amp;{name};")

    def handle_charref(self, name):
        self.pieces.append(f"&amp;#{name};")


def clean(html):
    cleaner = Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return "".join(cleaner.pieces)


class Show(View):
    def dispatch_request(self):
        args = request.args.to_dict()
        args["cleaned"] = clean(args["html"])
        args["trusted"] = Markup(current_app.config["BANNER"])
        args["words"] = Markup("<br>").join(args["text"].split())
        return render_template("page.html", **args)


def create_app():
    app = Flask(__name__)
    app.config["BANNER"] = "Welcome to the <em>course</em>"
    app.add_url_rule("/show", view_func=Show.as_view("show"))
    return app
