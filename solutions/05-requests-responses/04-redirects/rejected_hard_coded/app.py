from flask import Flask, redirect


def create_app():
    app = Flask(__name__)

    @app.get("/")
    @app.get("/login/")
    @app.get("/orders/7")
    def page():
        return ""

    @app.route("/new/docs/intro", methods=["GET", "POST"])
    def new():
        return ""

    @app.get("/old-home")
    def old_home():
        return "/", 301

    @app.route("/moved/docs/intro", methods=["GET", "POST"])
    def moved():
        return redirect("/new/docs/intro?tag=a&tag=b", 308)

    @app.get("/profile/")
    def profile():
        return "Profile ada"

    @app.post("/orders")
    def orders():
        return redirect("/orders/7", 303)

    return app
