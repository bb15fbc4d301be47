from flask import Flask, render_template


def create_app():
    app = Flask(__name__)

    @app.get("/")
    def home():
        return render_template("page.html", site="Course", heading="Home", items=[])

    @app.route("/books/", methods=["GET", "POST"])
    def books():
        return render_template("page.html", site="Course", heading="List", items=["a", "b"])

    @app.get("/films/")
    def films():
        return render_template("page.html", site="Course", heading="List", items=["c"])

    return app
