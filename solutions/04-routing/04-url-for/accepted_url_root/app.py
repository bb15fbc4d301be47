from urllib.parse import urljoin

from flask import Flask, jsonify, request, url_for


class Links:
    """The four links for one request."""

    def __init__(self, args):
        self.args = args

    def build(self):
        args = self.args
        return jsonify(
            list=url_for("my_list", **{"page": int(args["page"]), "count": args.get("count", type=int)}),
            login=url_for("login", next=args.get("next")),
            absolute=urljoin(request.url_root, url_for("my_list", page=7)),
            anchor=url_for("login") + "#top",
        )


def create_app(prefix="/post"):
    app = Flask(__name__)
    app.add_url_rule(prefix + "/list/<int:page>/", "my_list", lambda page: str(page))
    app.add_url_rule("/login/", "login", lambda: "login", methods=["GET", "POST"])
    app.add_url_rule("/make", "links", lambda: Links(request.args).build())
    return app
