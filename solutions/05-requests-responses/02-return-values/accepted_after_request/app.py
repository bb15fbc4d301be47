from flask import Flask, after_this_request, request, url_for
from werkzeug.wrappers import Response


def create_app(static_url_path="/static"):
    app = Flask(__name__, static_url_path=static_url_path)

    def with_header(name, value):
        @after_this_request
        def add(response):
            response.headers[name] = value
            return response

    @app.get("/text/<w>")
    def text(w):
        return w.encode("utf-8")

    @app.get("/created/<w>")
    def created(w):
        with_header("X-Word", w)
        return "".join(["created ", w]), "201 Created"

    @app.get("/headers-only")
    def headers_only():
        with_header("X-Only", "yes")
        return b"ok"

    @app.get("/me")
    def me():
        u = request.args.get("u", "")
        return dict(username=u, theme="-", image=url_for("static", filename="avatars/" + u + ".png")), 200

    @app.get("/list/<int:n>")
    def counted(n):
        return [i for i in range(n)], 200, {"X-Length": str(n)}

    @app.get("/plain/<w>")
    def plain(w):
        return w, {"Content-Type": "text/plain; charset=utf-8"}

    @app.route("/thing", methods=["DELETE"])
    def thing():
        return Response(b"", 204)

    @app.get("/teapot")
    def teapot():
        return "", "418 I'M A TEAPOT"

    return app
