from functools import update_wrapper
from itertools import count

from flask import Flask, current_app, jsonify, request
from flask.views import MethodView


class Guard:
    """A view behind the token."""

    def __init__(self, view):
        update_wrapper(self, view)
        self.view = view

    def __call__(self, *args, **kwargs):
        try:
            right = request.headers["X-Token"] == current_app.config["TOKEN"]
        except KeyError:
            right = False
        return self.view(*args, **kwargs) if right else (jsonify(error="no token"), 401)


def token_required(view):
    return Guard(view)


def todo(id):
    return {"id": id, "title": current_app.config["TODOS"][id]}


class TodoList(MethodView):
    decorators = [token_required]

    def get(self):
        return jsonify([todo(id) for id in sorted(current_app.config["TODOS"], reverse=True)])

    def post(self):
        title = (request.get_json(silent=True) or {}).get("title", "")
        if title == "":
            return {"error": "no title"}, 400
        todos = current_app.config["TODOS"]
        id = next(number for number in count(10) if number not in todos)
        todos[id] = title
        return todo(id), 201, {"Location": f"/todos/{id}"}


class TodoItem(MethodView):
    decorators = [token_required]

    def dispatch_request(self, id):
        # The question that all methods share is asked once.
        if id not in current_app.config["TODOS"]:
            return {"error": "no such todo"}, 404
        return super().dispatch_request(id=id)

    def get(self, id):
        return todo(id)

    def put(self, id):
        title = request.get_json().get("title")
        if not title:
            return {"error": "no title"}, 400
        current_app.config["TODOS"][id] = title
        return todo(id)

    def delete(self, id):
        current_app.config["TODOS"].pop(id)
        return "", 204


def create_app():
    app = Flask(__name__)
    app.config["TODOS"] = {}
    app.config["TOKEN"] = "secret"
    app.add_url_rule("/todos/", view_func=TodoList.as_view("todo_list"))
    app.add_url_rule("/todos/<int:id>", view_func=TodoItem.as_view("todo_item"))

    def admin():
        return "admin"

    def admin2():
        return "admin2"

    for view in (admin, admin2):
        app.add_url_rule(f"/{view.__name__}", view_func=token_required(view))
    return app
