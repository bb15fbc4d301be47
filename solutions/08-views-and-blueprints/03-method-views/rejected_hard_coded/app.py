from flask import Flask, request


def create_app():
    app = Flask(__name__)
    app.config["TODOS"] = {}
    app.config["TOKEN"] = "secret"
    milk = {"id": 1, "title": "milk"}

    @app.route("/todos/", methods=["GET", "POST"])
    def todos():
        if request.headers.get("X-Token") != "secret":
            return "", 401
        return (milk, 201) if request.method == "POST" else []

    @app.route("/todos/<int:id>", methods=["GET", "PUT", "DELETE"])
    def todo(id):
        if request.headers.get("X-Token") != "secret":
            return "", 401
        if request.method == "DELETE":
            return "", 204
        return milk if request.method == "GET" else {"id": 1, "title": "bread"}

    @app.get("/admin")
    @app.get("/admin2")
    def admin():
        if request.headers.get("X-Token") != "secret":
            return "", 401
        return request.path.strip("/")

    return app
