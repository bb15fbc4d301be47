from blinker import Namespace
from flask import Flask, request

visit_signal = Namespace().signal("visit")


class Tracker:
    def __init__(self, app):
        self.app = app
        visit_signal.connect(self.visited, sender=app)

    def visited(self, sender, *, username, **kwargs):
        self.app.config["VISITS"].append(username)

    def stop(self):
        visit_signal.disconnect(self.visited)


def create_app():
    app = Flask(__name__)
    app.config["VISITS"] = []

    def visit(name):
        visit_signal.send(app, ip=request.remote_addr, username=name)
        return "ok", 200

    app.add_url_rule("/visit/<string:name>", "visit", visit)
    return app


def track(app):
    tracker = app.extensions["tracker"] = Tracker(app)
    return tracker.stop
