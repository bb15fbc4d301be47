"""One application, many hosts."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, url_for
from werkzeug.routing import BaseConverter


class LabelConverter(BaseConverter):
    """One label of a host name.

    Flask 3.1 does not turn away a host outside SERVER_NAME: it matches with the text `<invalid>` as subdomain.
    The default converter would take that for a name like any other, and this one does not.
    """

    regex = "[a-z0-9-]+"


# A rule without variables goes before one with them, so `cms` never gets to the blueprint `user`.
cms = Blueprint("cms", __name__, subdomain="cms")
user = Blueprint("user", __name__, subdomain="<label:name>")


@cms.get("/")
def index():
    return {"site": "cms", "home": urlsplit(url_for("index")).path}


# The label of the host is an argument of the view, as a variable of the path would be.
@user.get("/")
def profile(name):
    return {"site": "user", "name": name}


def create_app(server_name="jd.test:5000"):
    # SERVER_NAME says where subdomains begin; this switch makes the routing look at them.
    app = Flask(__name__, subdomain_matching=True)
    app.config["SERVER_NAME"] = server_name
    # Registering a blueprint adds its rules, and those need their converter.
    app.url_map.converters["label"] = LabelConverter
    app.register_blueprint(cms)
    app.register_blueprint(user)

    # Without a subdomain a rule belongs to the server name itself.
    @app.get("/")
    def index():
        return {"site": "main", "cms": urlsplit(url_for("cms.index")).path}

    return app
