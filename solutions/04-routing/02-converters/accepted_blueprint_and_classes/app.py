import html

from flask import Blueprint, Flask, request
from flask.views import MethodView

bp = Blueprint("pages", __name__)


class Post(MethodView):
    def get(self, n):
        return dict(n=n, type="int")


class Entry(MethodView):
    kind = None

    def get(self, id):
        return dict(kind=self.kind, id=id)


class Blog(Entry):
    kind = "blog"


class Article(Entry):
    kind = "article"


bp.add_url_rule("/user/<name>", view_func=lambda name: "User " + html.escape(name), endpoint="user")
bp.add_url_rule("/post/<int:n>", view_func=Post.as_view("post"))
bp.add_url_rule("/price/<float:x>", view_func=lambda x: {"x": x}, endpoint="price")
bp.add_url_rule("/docs/<path:sub>", view_func=lambda sub: {"sub": sub}, endpoint="docs")
bp.add_url_rule("/token/<uuid:t>", view_func=lambda t: {"t": str(t), "type": "UUID"}, endpoint="token")
bp.add_url_rule("/blog/<id>/", view_func=Blog.as_view("blog"))
bp.add_url_rule("/article/<id>/", view_func=Article.as_view("article"))


@bp.get("/search/")
def search():
    try:
        page = int(request.args.get("page", 1))
    except ValueError:
        page = 1
    return {"wd": request.args.get("wd", None), "page": page}


def create_app():
    app = Flask(__name__)
    app.register_blueprint(bp)
    return app
