from flask import Flask, jsonify, request, stream_template
from werkzeug.exceptions import HTTPException, NotFound


def create_app():
    app = Flask(__name__)

    @app.errorhandler(HTTPException)
    def http_error(error):
        if error.code == 404:
            return stream_template("404.html", error=error), error.code
        return error

    @app.errorhandler(Exception)
    def accident(error):
        if isinstance(error, ZeroDivisionError):
            return jsonify(error="division by zero"), 400
        return jsonify(error="internal"), 500

    @app.route("/item/<int:n>")
    def item(n):
        if n <= 100:
            return f"item {n}\n"
        raise NotFound(description=f"no item {n}")

    @app.route("/div/<int:a>/<int:b>")
    def div(a, b):
        return f"{a // b}"

    @app.route("/crash")
    def crash():
        raise RuntimeError(request.args.get("m"))

    return app
