"""Todos behind a token."""

from functools import wraps

from flask import Flask, abort, current_app, request
from flask.views import MethodView


def token_required(view):
    # Without wraps every decorated view would be called `guarded`, and that name would be the endpoint of all of them.
    @wraps(view)
    def guarded(*args, **values):
        if current_app.name == "app" and request.headers.get("X-Token") != current_app.config["TOKEN"]:
            abort(401)
        return view(*args, **values)

    return guarded


class TodoView(MethodView):
    """The todos of the application: a URL for all of them, and one for each."""

    # Guards the view that as_view makes, and so every method, also one that is added later.
    decorators = [token_required]

    # Each request gets an object of its own, so it may keep what its methods share.
    def __init__(self):
        self.todos = current_app.config["TODOS"]

    def get(self, id=None):
        # Without an id the request was for the list.
        if id is None:
            return [self.shown(each) for each in self.todos]
        self.must_exist(id)
        return self.shown(id)

    def post(self):
        # The number of todos would not do: after a deletion it may be the id of another todo.
        id = max(self.todos, default=0) + 1
        self.todos[id] = self.title_sent()
        return self.shown(id), 201

    def put(self, id):
        self.must_exist(id)
        self.todos[id] = self.title_sent()
        return self.shown(id)

    def delete(self, id):
        self.must_exist(id)
        del self.todos[id]
        return "", 204

    def shown(self, id):
        return {"id": id, "title": self.todos[id]}

    def must_exist(self, id):
        if id not in self.todos:
            abort(404)

    def title_sent(self):
        title = request.json.get("title")
        if not title:
            abort(400)
        return title


def create_app():
    app = Flask(__name__)
    app.config["TODOS"] = {}  # titles by ids
    app.config["TOKEN"] = "secret"  # whoever runs the application sets another one

    # One view for two rules. Each rule names its methods; the class alone would let both have all four.
    todos = TodoView.as_view("todos")
    app.add_url_rule("/todos/", view_func=todos, methods=["GET", "POST"])
    app.add_url_rule("/todos/<int:id>", view_func=todos, methods=["GET", "PUT", "DELETE"])

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
