from flask import Flask, redirect, request, session, url_for
from flask.views import MethodView


class Entry(MethodView):
    def get(self, key):
        return {"value": session.get("values", {}).get(key)}

    def post(self, key):
        session.setdefault("values", {})[key] = request.form["value"]
        session.permanent = session.permanent or request.form.get("permanent") is not None
        session.modified = True
        return redirect(url_for("entry", key=key), code=303)

    def delete(self, key):
        values = session.get("values", {})
        try:
            del values[key]
        except KeyError:
            return {"existed": False}
        session["values"] = values
        return {"existed": True}


class Everything(MethodView):
    def delete(self):
        for key in list(session):
            del session[key]
        return "", 204


class Tags(MethodView):
    init_every_request = False

    def post(self, tag):
        tags = session.pop("tags", [])
        tags.append(tag)
        session["tags"] = tags
        return {"tags": tags}


def create_app(config):
    app = Flask(__name__)
    app.config.update(config, PERMANENT_SESSION_LIFETIME=2 * 60 * 60, SESSION_COOKIE_SAMESITE="Lax")
    app.add_url_rule("/session/<string:key>", view_func=Entry.as_view("entry"))
    app.add_url_rule("/session", view_func=Everything.as_view("everything"))
    app.add_url_rule("/tags/<tag>", view_func=Tags.as_view("tags"))
    return app
