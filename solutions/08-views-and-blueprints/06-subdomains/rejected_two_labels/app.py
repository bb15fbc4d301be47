from flask import Flask, abort, request


def create_app(server_name="jd.test:5000"):
    app = Flask(__name__)

    @app.get("/")
    def index():
        labels = request.host.split(".")
        domain = ".".join(labels[-2:])
        if domain != server_name:
            abort(404)
        if len(labels) == 2:
            return {"site": "main", "cms": f"{request.scheme}://cms.{domain}/"}
        if labels[0] == "cms":
            return {"site": "cms", "home": f"{request.scheme}://{domain}/"}
        return {"site": "user", "name": labels[0]}

    return app
