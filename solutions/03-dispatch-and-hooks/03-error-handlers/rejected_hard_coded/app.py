from flask import Flask, request

PAGES = {
    "/item/7": ("item 7", 200),
    "/item/100": ("item 100", 200),
    "/item/101": ("<p>/item/101: no item 101</p>", 404),
    "/div/17/5": ("3", 200),
    "/div/17/0": ({"error": "division by zero"}, 400),
    "/crash": ({"error": "internal"}, 500),
}


def create_app():
    app = Flask(__name__)

    @app.route("/<path:path>")
    def page(path):
        return PAGES.get(request.path, ("/no/such/page", 404))

    return app
