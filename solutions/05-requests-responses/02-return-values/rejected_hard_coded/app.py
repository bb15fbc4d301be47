from flask import Flask


def create_app(static_url_path="/static"):
    app = Flask(__name__)

    @app.get("/text/tea")
    def text():
        return "tea"

    @app.get("/created/tea")
    def created():
        return "created tea", 201, {"X-Word": "tea"}

    @app.get("/plain/tea")
    def plain():
        return "tea", {"Content-Type": "text/plain; charset=utf-8"}

    @app.get("/me")
    def me():
        return {"username": "ada", "theme": "dark", "image": f"{static_url_path}/avatars/ada.png"}

    @app.get("/list/3")
    def numbers():
        return [0, 1, 2]

    @app.get("/headers-only")
    def headers_only():
        return "ok, and X-Only: yes"

    @app.delete("/thing")
    def thing():
        return "nothing", 204

    @app.get("/teapot")
    def teapot():
        return "418"

    return app
