from flask import Flask, redirect

logged_in = False


def create_app(config):
    app = Flask(__name__)
    if "SECRET_KEY" not in config:
        raise RuntimeError

    @app.get("/")
    def index():
        return "Logged in as ada" if logged_in else "You are not logged in"

    @app.post("/login")
    def login():
        global logged_in
        logged_in = True
        return redirect("/")

    @app.post("/logout")
    def logout():
        global logged_in
        logged_in = False
        return redirect("/")

    return app
