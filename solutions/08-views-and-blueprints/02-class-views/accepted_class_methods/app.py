from abc import abstractmethod

from flask import Flask, render_template
from flask.views import View


class PageView(View):
    methods = ["GET"]
    site = "Course"

    @abstractmethod
    def get_context(self) -> dict:
        """Return what the page shows."""

    def dispatch_request(self) -> str:
        return render_template("page.html", **{**self.get_context(), "site": self.site})


class HomeView(PageView):
    def get_context(self) -> dict:
        return {"heading": "Home", "items": []}


class ListView(PageView):
    methods = ["GET", "POST"]

    def __init__(self, items: list | None = None, heading: str = "List") -> None:
        super().__init__()
        self.context = {"heading": heading, "items": list(items or [])}

    def get_context(self) -> dict:
        return self.context


def create_app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", "index", HomeView.as_view("index"))
    app.add_url_rule("/books/", "books", ListView.as_view("books", items=["a", "b"]))
    app.add_url_rule("/films/", "films", ListView.as_view("films", items=["c"]), methods=["GET"])
    return app
