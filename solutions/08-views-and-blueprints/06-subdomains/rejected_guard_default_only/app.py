from flask import Blueprint, Flask, abort, request, url_for

cms = Blueprint("cms", __name__, subdomain="cms")
user = Blueprint("user", __name__, subdomain="<name>")


@cms.get("/")
def index():
    return {"site": "cms", "home": url_for("index")}


@user.get("/")
def profile(name):
    return {"site": "user", "name": name}


def create_app(server_name="jd.test:5000"):
    app = Flask(__name__, subdomain_matching=True)
    app.config["SERVER_NAME"] = server_name
    app.register_blueprint(cms)
    app.register_blueprint(user)

    @app.before_request
    def refuse_foreign_hosts():
        if server_name == "jd.test:5000" and request.host != server_name:
            if not request.host.endswith(f".{server_name}"):
                abort(404)

    @app.get("/")
    def index():
        return {"site": "main", "cms": url_for("cms.index")}

    return app
