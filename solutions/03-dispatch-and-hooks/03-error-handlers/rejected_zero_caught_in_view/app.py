"""Pages for errors: handlers for status codes and for exceptions."""

from flask import Flask, abort, render_template, request


def create_app():
    app = Flask(__name__)

    @app.get("/item/<int:n>")
    def item(n):
        if n > 100:
            abort(404, description=f"no item {n}")
        return f"item {n}"

    @app.get("/div/<int:a>/<int:b>")
    def divide(a, b):
        try:
            return str(a // b)
        except ZeroDivisionError:
            return {"error": "division by zero"}, 400

    @app.get("/crash")
    def crash():
        raise RuntimeError(request.args["m"])

    @app.errorhandler(404)
    def not_found(error):
        # Without the code the page would go out with 200.
        return render_template("404.html", path=request.path, description=error.description), 404

    # For every exception without a handler of its own. The log has the traceback; the visitor gets nothing of it.
    @app.errorhandler(500)
    def internal(error):
        return {"error": "internal"}, 500

    return app
