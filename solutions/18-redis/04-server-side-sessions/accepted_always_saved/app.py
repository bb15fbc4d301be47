import json
import secrets

import flask
from flask.sessions import SessionInterface, SessionMixin
from flask.views import MethodView


class Session(dict, SessionMixin):
    old_id = None
    id = None

    def restart(self):
        self.clear()
        self.id = None


class Store(SessionInterface):
    """Saves at the end of every request, also when the session is empty."""

    def __init__(self, redis):
        self.redis = redis

    def open_session(self, app, request):
        session = Session()
        cookie = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        if cookie and self.redis.exists(f"session:{cookie}"):
            text = self.redis.get(f"session:{cookie}")
            session.update(json.loads(text.decode() if isinstance(text, bytes) else text))
            session.id = session.old_id = cookie
        return session

    def save_session(self, app, session, response):
        if session.id is None:
            session.id = secrets.token_hex(16)
            if session.old_id:
                self.redis.delete(f"session:{session.old_id}")
        redis, key, text = self.redis, f"session:{session.id}", json.dumps(dict(session))
        redis.set(key, text, ex=1800)
        response.set_cookie(
            self.get_cookie_name(app),
            session.id,
            max_age=1200,
            path=self.get_cookie_path(app),
            httponly=self.get_cookie_httponly(app),
            samesite=self.get_cookie_samesite(app),
        )


class Login(MethodView):
    def post(self):
        flask.session.restart()
        for field in ("user", "secret"):
            flask.session[field] = flask.request.form.get(field)
        return {"user": flask.session["user"]}


class Logout(MethodView):
    def post(self):
        flask.session.restart()
        return flask.redirect("/me", code=303)


def create_app(redis):
    app = flask.Flask(__name__)
    app.config.update(SESSION_COOKIE_SAMESITE="Lax", SECRET_KEY=secrets.token_bytes())
    app.session_interface = Store(redis)
    app.add_url_rule("/login", view_func=Login.as_view("login"))
    app.add_url_rule("/logout", view_func=Logout.as_view("logout"))

    @app.get("/me")
    def me():
        return {"user": flask.session.get("user", None)}

    @app.post("/cart/<string:item>")
    def add_to_cart(item):
        items = flask.session.get("cart", [])
        items.append(item)
        flask.session["cart"] = items
        return flask.jsonify({"cart": items})

    return app
