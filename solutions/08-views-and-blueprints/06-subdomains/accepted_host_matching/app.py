from flask import Blueprint, Flask, url_for


def create_app(server_name="jd.test:5000"):
    app = Flask(__name__, host_matching=True, static_host=server_name)
    cms = Blueprint("cms", __name__)
    user = Blueprint("user", __name__)

    @app.route("/", host=server_name)
    def index():
        return {"site": "main", "cms": url_for("cms.index", _external=True)}

    @cms.route("/", host=f"cms.{server_name}")
    def index():
        return {"site": "cms", "home": url_for("index", _external=True)}

    @user.route("/", host=f"<name>.{server_name}")
    def index(name):
        return {"site": "user", "name": name}

    app.register_blueprint(cms)
    app.register_blueprint(user)
    return app
