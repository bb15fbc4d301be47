"""Sessions in Redis: the browser holds an id, the server holds the data."""

import json
import secrets

from flask import Flask, current_app, request, session
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

LIFETIME_SECONDS = 1800


def new_id():
    # 32 bytes (the default) from the system's random source: nobody guesses that, or meets it by accident.
    return secrets.token_urlsafe()


class RedisSession(CallbackDict, SessionMixin):
    """A dict that knows its id and notices its own changes."""

    def __init__(self, data, sid):
        def changed(self):
            self.modified = True

        super().__init__(data, changed)
        self.sid = sid
        self.modified = False


class RedisSessionInterface(SessionInterface):
    def __init__(self, redis):
        self.redis = redis

    @staticmethod
    def key(sid):
        return f"session:{sid}"

    def open_session(self, app, request):
        sid = request.cookies.get(self.get_cookie_name(app))
        stored = self.redis.get(self.key(sid)) if sid else None
        if stored is None:
            # Unknown, expired or invented: the id in the cookie is not used again.
            return RedisSession({}, new_id())
        return RedisSession(json.loads(stored), sid)

    def save_session(self, app, session, response):
        name = self.get_cookie_name(app)
        if not session.modified:
            return
        if not session:
            # Emptied, as by a logout. The key is what counts: somebody may have kept the cookie.
            self.redis.delete(self.key(session.sid))
            response.delete_cookie(name)
            return
        # One command stores and sets the lifetime, so that no key can stay behind without one.
        self.redis.set(self.key(session.sid), json.dumps(session), ex=LIFETIME_SECONDS)
        response.set_cookie(name, session.sid, samesite="Lax")

    def renew(self, session):
        """Leave nothing of the session before, not even its id."""
        self.redis.delete(self.key(session.sid))
        session.clear()
        session.sid = new_id()


def create_app(redis):
    app = Flask(__name__)
    app.session_interface = RedisSessionInterface(redis)

    @app.post("/login")
    def login():
        # Somebody may have planted the id that this browser sent (session fixation).
        current_app.session_interface.renew(session)
        session["user"] = request.form["user"]
        session["secret"] = request.form["secret"]
        return {}

    @app.get("/me")
    def me():
        return {"user": session.get("user")}

    @app.post("/cart/<item>")
    def cart(item):
        # A new list: the session would not notice an append to the old one.
        session["cart"] = [*session.get("cart", []), item]
        return {"cart": session["cart"]}

    @app.post("/logout")
    def logout():
        session.clear()
        return {}

    return app
