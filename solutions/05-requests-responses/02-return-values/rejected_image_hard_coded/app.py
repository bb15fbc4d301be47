"""What a view may return: text, tuples, dictionaries, lists and whole responses."""

from flask import Flask, Response, request


def create_app(static_url_path="/static"):
    app = Flask(__name__, static_url_path=static_url_path)

    @app.get("/text/<w>")
    def text(w):
        return w

    @app.get("/created/<w>")
    def created(w):
        return f"created {w}", 201, {"X-Word": w}

    @app.get("/headers-only")
    def headers_only():
        # A dictionary in second place is taken for headers, a number for the status.
        return "ok", {"X-Only": "yes"}

    @app.get("/plain/<w>")
    def plain(w):
        # A string would be sent as HTML. For types of text the charset is added by itself.
        return Response(w, mimetype="text/plain")

    @app.get("/me")
    def me():
        name = request.args["u"]
        image = f"/static/avatars/{name}.png"
        return {"username": name, "theme": "dark", "image": image}

    @app.get("/list/<int:n>")
    def numbers(n):
        return list(range(n))

    @app.delete("/thing")
    def delete_thing():
        # None would be no answer at all, but an error: the empty text is the body that says nothing.
        return "", 204

    @app.get("/teapot")
    def teapot():
        return "I am a teapot", 418

    return app
