"""Todos behind a token."""

from functools import wraps

from flask import Flask, abort, current_app, request


def token_required(view):
    # Without wraps every decorated view would be called `guarded`, and that name would be the endpoint of all of them.
    @wraps(view)
    def guarded(*args, **values):
        # Read in each request, and from the application at work: the token may change, and the decorator serves all.
        if request.headers.get("X-Token") != current_app.config["TOKEN"]:
            abort(401)
        return view(*args, **values)

    return guarded


def shown(id):
    return {"id": id, "title": current_app.config["TODOS"][id]}


def must_exist(id):
    if id not in current_app.config["TODOS"]:
        abort(404)


def title_sent():
    title = request.json.get("title")
    if not title:
        abort(400)
    return title


def create_app():
    app = Flask(__name__)
    app.config["TODOS"] = {}  # titles by ids
    app.config["TOKEN"] = "secret"  # whoever runs the application sets another one

    @app.route("/todos/", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    @app.route("/todos/<int:id>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    @token_required
    def todos(id=None):
        todos = app.config["TODOS"]
        if request.method == "POST":
            id = max(todos, default=0) + 1
            todos[id] = title_sent()
            return shown(id), 201
        if request.method == "GET" and id is None:
            return [shown(each) for each in todos]
        must_exist(id)
        if request.method == "PUT":
            todos[id] = title_sent()
        if request.method == "DELETE":
            del todos[id]
            return "", 204
        return shown(id)

    # The lowest decorator comes first: the route must be on top to get the guarded function.
    @app.get("/admin")
    @token_required
    def admin():
        return "admin"

    @app.get("/admin2")
    @token_required
    def admin2():
        return "admin2"

    return app
