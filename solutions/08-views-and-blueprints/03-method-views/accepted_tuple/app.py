import hmac

from flask import Flask, Response, current_app, request
from flask.views import MethodView
from werkzeug.exceptions import BadRequest, NotFound, Unauthorized


def token_required(function):
    def wrapper(*args, **kwargs):
        sent = request.headers.get("X-Token")
        if sent is None or not hmac.compare_digest(sent.encode(), current_app.config["TOKEN"].encode()):
            raise Unauthorized("Who are you?")
        return function(*args, **kwargs)

    wrapper.__name__ = function.__name__
    return wrapper


class TodoView(MethodView):
    decorators = (token_required,)
    init_every_request = False

    def __init__(self, todos):
        self.todos = todos
        self.next_id = 1

    def get(self, todo_id):
        if todo_id is None:
            return [{"id": number, "title": title} for number, title in self.todos.items()]
        try:
            return {"id": todo_id, "title": self.todos[todo_id]}
        except KeyError:
            raise NotFound from None

    def post(self):
        data = request.json
        if "title" not in data or not data["title"].strip():
            raise BadRequest("title is missing")
        while self.next_id in self.todos:
            self.next_id += 1
        self.todos[self.next_id] = data["title"]
        return {"id": self.next_id, **data}, 201

    def put(self, todo_id):
        data = request.json
        if todo_id not in self.todos:
            raise NotFound
        if not data.get("title"):
            raise BadRequest("title is missing")
        self.todos.update({todo_id: data["title"]})
        return {"title": data["title"], "id": todo_id}

    def delete(self, todo_id):
        if self.todos.pop(todo_id, None) is None:
            raise NotFound
        return Response(status=204)


def create_app():
    app = Flask(__name__)
    app.config.update(TODOS={}, TOKEN="secret")

    view = TodoView.as_view("todo_api", app.config["TODOS"])
    app.add_url_rule("/todos/", defaults={"todo_id": None}, view_func=view, methods=["GET"])
    app.add_url_rule("/todos/", view_func=view, methods=["POST"])
    app.add_url_rule("/todos/<int:todo_id>", view_func=view, methods=["GET", "PUT", "DELETE"])

    @app.route("/admin")
    @token_required
    def admin():
        return "admin"

    @app.route("/admin2")
    @token_required
    def admin2():
        return "admin2"

    return app
