import json

from flask import Flask, Response, abort, request, url_for


def create_app(static_url_path="/static"):
    app = Flask("app", static_url_path=static_url_path)

    @app.route("/text/<string:w>")
    def text(w):
        return Response(w)

    @app.route("/created/<w>")
    def created(w):
        return Response("created " + w, status="201 CREATED", headers=[("X-Word", w)])

    @app.route("/headers-only")
    def headers_only():
        response = Response("ok")
        response.headers["X-Only"] = "yes"
        return response

    @app.route("/me")
    def me():
        user = {"username": request.args.get("u"), "theme": "light"}
        user["image"] = url_for("static", filename="avatars/{}.png".format(user["username"]), _external=True)
        return Response(json.dumps(user), mimetype="application/json")

    @app.route("/list/<int:n>")
    def counted(n):
        return app.response_class(json.dumps([*range(n)]), content_type="application/json")

    @app.route("/plain/<w>")
    def plain(w):
        return Response(w.encode(), content_type="text/plain; charset=UTF-8")

    @app.route("/thing", methods=["DELETE"])
    def thing():
        return Response(status=204)

    @app.route("/teapot")
    def teapot():
        abort(418)

    return app
