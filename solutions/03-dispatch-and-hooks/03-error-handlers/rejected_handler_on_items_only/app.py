"""Pages for errors: handlers for status codes and for exceptions."""

from flask import Flask, render_template, request


def create_app():
    app = Flask(__name__)

    @app.get("/item/<int:n>")
    def item(n):
        if n > 100:
            return render_template("404.html", path=request.path, description=f"no item {n}"), 404
        return f"item {n}"

    @app.get("/div/<int:a>/<int:b>")
    def divide(a, b):
        # No try here: the handler below answers for every view that divides.
        return str(a // b)

    @app.get("/crash")
    def crash():
        raise RuntimeError(request.args["m"])

    @app.errorhandler(ZeroDivisionError)
    def division_by_zero(error):
        return {"error": "division by zero"}, 400

    # For every exception without a handler of its own. The log has the traceback; the visitor gets nothing of it.
    @app.errorhandler(500)
    def internal(error):
        return {"error": "internal"}, 500

    return app
