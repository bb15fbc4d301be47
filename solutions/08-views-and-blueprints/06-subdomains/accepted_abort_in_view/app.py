import flask


def create_app(server_name="jd.test:5000"):
    app = flask.Flask(__name__, subdomain_matching=True)
    app.config.from_mapping(SERVER_NAME=server_name)
    cms = flask.Blueprint("cms", __name__, subdomain="cms")
    user = flask.Blueprint("user", __name__)

    @app.route("/")
    def main():
        return {"site": "main", "cms": flask.url_for("cms.main", _external=True)}

    @cms.route("/")
    def main():
        return {"site": "cms", "home": flask.url_for("main", _external=True)}

    @user.route("/", subdomain="<name>")
    def main(name):
        if name == "<invalid>":
            flask.abort(400)
        return {"site": "user", "name": name}

    app.register_blueprint(cms)
    app.register_blueprint(user)
    return app
