import json
import uuid
from datetime import timedelta

from flask import Blueprint, Flask, g, jsonify, redirect, request, session, url_for
from flask.sessions import SecureCookieSession, SessionInterface

pages = Blueprint("pages", __name__)


class HashSession(SessionInterface):
    session_class = SecureCookieSession

    def __init__(self, redis, lifetime):
        self._redis = redis
        self._lifetime = lifetime

    def open_session(self, app, request):
        g.sid = request.cookies.get("session", "")
        fields = self._redis.hgetall("session:" + g.sid)
        if not fields:
            g.sid = None
        return self.session_class({name.decode(): json.loads(value) for name, value in fields.items()})

    def save_session(self, app, session, response):
        if g.get("forget"):
            self._redis.delete("session:" + g.forget)
        if not session:
            if g.sid:
                self._redis.delete("session:" + g.sid)
            return
        if g.sid is None:
            g.sid = uuid.uuid4().hex
        key = "session:" + g.sid
        pipe = self._redis.pipeline()
        pipe.delete(key)
        pipe.hset(key, mapping={name: json.dumps(value, ensure_ascii=False) for name, value in session.items()})
        pipe.expire(key, self._lifetime)
        pipe.execute()
        response.headers.add("Set-Cookie", f"session={g.sid}; Path=/; HttpOnly; SameSite=Lax; Max-Age=1800")


def drop():
    g.forget, g.sid = g.sid, None
    session.clear()


@pages.route("/login", methods=["POST"])
def login():
    drop()
    session.update(request.form.to_dict())
    return redirect(url_for(".me"))


@pages.route("/me")
def me():
    return jsonify(user=session.get("user"))


@pages.route("/cart/<path:item>", methods=["POST"])
def cart(item):
    session.setdefault("cart", []).append(item)
    return jsonify(cart=session["cart"])


@pages.route("/logout", methods=["POST"])
def logout():
    drop()
    return jsonify(ok=True)


def create_app(redis):
    app = Flask(__name__)
    app.session_interface = HashSession(redis, timedelta(minutes=30))
    app.register_blueprint(pages)
    return app
