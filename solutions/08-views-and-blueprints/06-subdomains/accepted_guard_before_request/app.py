from flask import Blueprint, Flask, abort, request, url_for

cms = Blueprint("cms", __name__, subdomain="cms")
user = Blueprint("user", __name__, subdomain="<string:name>")


@cms.get("/")
def index():
    return {"site": "cms", "home": url_for("main", _external=True)}


@user.get("/")
def index(name):
    return {"site": "user", "name": name}


def create_app(server_name="jd.test:5000"):
    app = Flask(__name__, subdomain_matching=True)
    app.config["SERVER_NAME"] = server_name

    @app.before_request
    def refuse_foreign_hosts():
        if request.host != server_name and not request.host.endswith("." + server_name):
            abort(404)

    @app.get("/")
    def main():
        return {"site": "main", "cms": url_for("cms.index", _external=True)}

    app.register_blueprint(cms)
    app.register_blueprint(user)
    return app
