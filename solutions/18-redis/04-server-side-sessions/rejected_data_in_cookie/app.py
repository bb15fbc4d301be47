import secrets

from flask import Flask, request, session


def create_app(redis):
    app = Flask(__name__)
    # Every process needs the same key.
    app.secret_key = redis.get("secret_key") or secrets.token_bytes()
    redis.set("secret_key", app.secret_key)
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"

    @app.post("/login")
    def login():
        session.clear()
        session["user"] = request.form["user"]
        session["secret"] = request.form["secret"]
        return {}

    @app.get("/me")
    def me():
        return {"user": session.get("user")}

    @app.post("/cart/<item>")
    def cart(item):
        session["cart"] = [*session.get("cart", []), item]
        return {"cart": session["cart"]}

    @app.post("/logout")
    def logout():
        session.clear()
        return {}

    return app
