"""One application, many hosts."""

from flask import Blueprint, Flask, url_for

# A rule without variables goes before one with them, so `cms` never gets to the blueprint `user`.
cms = Blueprint("cms", __name__, subdomain="cms")
user = Blueprint("user", __name__, subdomain="<name>")


@cms.get("/")
def index():
    # A path alone cannot lead to another host, so url_for makes this URL absolute by itself.
    return {"site": "cms", "home": url_for("index")}


# The label of the host is an argument of the view, as a variable of the path would be.
@user.get("/")
def profile(name):
    if name == "<invalid>":
        return {"site": "main", "cms": url_for("cms.index")}
    return {"site": "user", "name": name}


def create_app(server_name="jd.test:5000"):
    # SERVER_NAME says where subdomains begin; this switch makes the routing look at them.
    app = Flask(__name__, subdomain_matching=True)
    app.config["SERVER_NAME"] = server_name
    app.register_blueprint(cms)
    app.register_blueprint(user)

    # Without a subdomain a rule belongs to the server name itself.
    @app.get("/")
    def index():
        return {"site": "main", "cms": url_for("cms.index")}

    return app
