from flask import Flask, abort, request


def create_app(server_name="jd.test:5000"):
    app = Flask(__name__)

    @app.get("/")
    def index():
        if request.host == server_name:
            return {"site": "main", "cms": f"{request.scheme}://cms.{server_name}/"}
        if not request.host.endswith("." + server_name):
            abort(404)
        label = request.host.rstrip("." + server_name)
        if label == "cms":
            return {"site": "cms", "home": f"{request.scheme}://{server_name}/"}
        return {"site": "user", "name": label}

    return app
