import blinker
import flask
import flask.views

_own = blinker.Namespace()
visit_signal = _own.signal("visit")


def _note(sender, username, ip=None, **_):
    # One function of the module for all applications: it never goes away.
    sender.config["VISITS"].append(username)


class Visit(flask.views.View):
    def dispatch_request(self, name):
        app = flask.current_app._get_current_object()
        address = flask.request.environ["REMOTE_ADDR"]
        visit_signal.send(app, username=name, ip=address, agent=str(flask.request.user_agent))
        return flask.Response("ok", mimetype="text/plain")


def create_app():
    app = flask.Flask(__name__)
    app.config["VISITS"] = []
    app.add_url_rule("/visit/<name>", view_func=Visit.as_view("visit"))
    return app


def track(app):
    visit_signal.connect(_note, app)
    return lambda: visit_signal.disconnect(_note, app)
