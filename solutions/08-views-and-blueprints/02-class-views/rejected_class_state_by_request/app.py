"""Pages made by classes."""

from flask import Flask, render_template
from flask.views import View


class PageView(View):
    """Show `page.html` with what a child class gives it."""

    def dispatch_request(self):
        # What all pages share stands here, once; `self` is an object of a child class, which has get_context.
        return render_template("page.html", site="Course", **self.get_context())


class HomeView(PageView):
    def get_context(self):
        return {"heading": "Home"}


class ListView(PageView):
    # The arguments of as_view arrive here, so one class makes many pages.
    def __init__(self, items):
        ListView.items = items

    def get_context(self):
        return {"heading": "List", "items": self.items}


def create_app():
    app = Flask(__name__)
    app.add_url_rule("/", view_func=HomeView.as_view("home"))
    # An attribute `methods` of the class would hold for both lists; this holds for one rule.
    app.add_url_rule("/books/", view_func=ListView.as_view("books", items=["a", "b"]), methods=["GET", "POST"])
    app.add_url_rule("/films/", view_func=ListView.as_view("films", items=["c"]))
    return app
