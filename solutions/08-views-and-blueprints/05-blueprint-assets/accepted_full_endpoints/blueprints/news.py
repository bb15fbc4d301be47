from pathlib import Path

from flask import Blueprint, render_template, url_for
from flask.views import MethodView, View

HERE = Path(__file__).parent
news_bp = Blueprint(
    "news", __name__, template_folder=HERE / "pages", static_folder=HERE / "assets", static_url_path="/style"
)


class Listed(View):
    def dispatch_request(self):
        details = [url_for("news.one", id=n, _external=True) for n in range(1, 4)]
        return render_template("news/list.html", details=details)


class Detail(MethodView):
    def get(self, id):
        return render_template("news/detail.html", number=id, back=url_for("news.all"))


news_bp.add_url_rule("list/", view_func=Listed.as_view("all"))
news_bp.add_url_rule("detail/<int:id>/", view_func=Detail.as_view("one"))
news_bp.add_url_rule("shared/", "shared", lambda: render_template("shared.html"))
