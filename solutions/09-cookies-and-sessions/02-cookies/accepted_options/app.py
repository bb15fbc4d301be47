import time

from flask import Flask, redirect, request
from werkzeug.exceptions import BadRequest

app = Flask(__name__)


def options():
    found = {"httponly": True, "samesite": "lax", "secure": request.is_secure, "path": "/"}
    if max_age := request.args.get("max_age"):
        found["max_age"] = int(max_age)
    if days := request.args.get("days"):
        found["expires"] = time.time() + 24 * 60 * 60 * float(days)
    if domain := request.args.get("domain"):
        found["domain"] = domain
    return found


@app.route("/set/<name>/<value>")
def store(name, value):
    if not len(value) <= 3800:
        raise BadRequest("too long")
    response = redirect(f"/get/{name}")
    response.set_cookie(name, value, **options())
    return response


@app.route("/get/<name>")
def show(name):
    return {"value": request.cookies.get(name, None)}


@app.route("/delete/<name>")
def forget(name):
    response = app.make_response("gone")
    response.set_cookie(name, "", **{**options(), "max_age": 0})
    return response


def create_app():
    return app
