from flask import Flask

PAGE = "<title>Course</title><h1>{}</h1>{}"


def create_app():
    app = Flask(__name__)

    @app.get("/")
    def home():
        return PAGE.format("Home", "")

    @app.route("/books/", methods=["GET", "POST"])
    def books():
        return PAGE.format("List", "<li>a</li><li>b</li>")

    @app.get("/films/")
    def films():
        return PAGE.format("List", "<li>c</li>")

    @app.get("/x/")
    def x():
        return PAGE.format("List", "<li>z</li>")

    return app
