import functools

from flask import Blueprint, Flask, current_app, request
from flask.signals import Namespace

visit_signal = Namespace().signal("visit", doc="Somebody was visited")

pages = Blueprint("pages", __name__)


@pages.route("/visit/<name>")
def visit(name):
    visit_signal.send(current_app._get_current_object(), **{"username": name, "ip": request.remote_addr})
    return "ok"


def create_app():
    app = Flask("visits")
    app.config.update(VISITS=[])
    app.register_blueprint(pages)
    return app


def track(app):
    @visit_signal.connect_via(app, weak=False)
    def receiver(_sender, **words):
        app.config["VISITS"] += [words["username"]]

    return functools.partial(visit_signal.disconnect, receiver, app)
