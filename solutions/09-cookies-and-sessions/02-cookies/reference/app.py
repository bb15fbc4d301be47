"""Cookies: set, read, limited in time and place, deleted."""

from datetime import UTC, datetime, timedelta

from flask import Flask, abort, make_response, request

LONGEST_VALUE = 3800


def create_app():
    app = Flask(__name__)

    @app.get("/set/<name>/<value>")
    def set_cookie(name, value):
        # A browser drops a cookie that is too big without telling anybody: refuse it where it can be seen.
        if len(value) > LONGEST_VALUE:
            abort(400)
        days = request.args.get("days", type=int)
        response = make_response()
        response.set_cookie(
            name,
            value,
            max_age=request.args.get("max_age", type=int),
            # With its zone the moment is the same on every server.
            expires=datetime.now(UTC) + timedelta(days=days) if days else None,
            domain=request.args.get("domain"),
            # A Secure cookie over plain HTTP would be thrown away by the browser.
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
        return response

    @app.get("/get/<name>")
    def get_cookie(name):
        return {"value": request.cookies.get(name)}

    @app.get("/delete/<name>")
    def delete_cookie(name):
        response = make_response()
        # Name, domain and path together are the cookie's identity; the path is / in both places.
        response.delete_cookie(name, domain=request.args.get("domain"))
        return response

    return app
