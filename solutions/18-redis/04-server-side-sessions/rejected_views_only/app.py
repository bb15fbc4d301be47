"""No session interface: the views read and write Redis themselves."""

import json
import secrets

from flask import Flask, g, request


def create_app(redis):
    app = Flask(__name__)
    app.secret_key = secrets.token_bytes()

    @app.before_request
    def load():
        sid = request.cookies.get("session", "")
        stored = redis.get("session:" + sid)
        g.sid = sid if stored else None
        g.data = json.loads(stored) if stored else {}

    def save(response):
        g.sid = g.sid or secrets.token_urlsafe()
        redis.setex("session:" + g.sid, 1800, json.dumps(g.data))
        response.set_cookie("session", g.sid, httponly=True, samesite="Lax")
        return response

    def drop():
        redis.delete("session:" + (g.sid or ""))
        g.sid, g.data = None, {}

    @app.post("/login")
    def login():
        drop()
        g.data = request.form.to_dict()
        return save(app.make_response("ok"))

    @app.get("/me")
    def me():
        return {"user": g.data.get("user")}

    @app.post("/cart/<item>")
    def cart(item):
        g.data.setdefault("cart", []).append(item)
        return save(app.json.response(cart=g.data["cart"]))

    @app.post("/logout")
    def logout():
        drop()
        return "ok"

    return app
