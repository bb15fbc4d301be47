import contextvars
import json

import flask

app = flask.Flask("side_by_side")
names = contextvars.ContextVar("names", default="nobody")


class CurrentUser:
    def __str__(self):
        return names.get()

    __repr__ = __str__


current_user = CurrentUser()
set_user = names.set


def before():
    name = flask.request.args.get("name", default="nobody")
    flask.g.visitor = name
    set_user(name)


app.before_request(before)


@app.route("/who", methods=["GET"])
def who():
    if "GATE" in app.config and app.config["GATE"] is not None:
        app.config["GATE"].wait()
    body = dict.fromkeys(("g", "arg", "user"))
    body["g"] = flask.g.get("visitor")
    body["user"] = f"{current_user}"
    if "name" in flask.request.args:
        body["arg"] = flask.request.args["name"]
    return app.response_class(json.dumps(body), mimetype="application/json")
