import threading

from flask import Blueprint, Flask, current_app, g, request

EVENTS: list[str] = []
pages = Blueprint("pages", __name__)


class Once:
    def __init__(self, function):
        self.function = function
        self.lock = threading.RLock()
        self.done = threading.Event()

    def __call__(self):
        if self.done.is_set():
            return
        with self.lock:
            if not self.done.is_set():
                self.function()
                self.done.set()


@pages.before_app_request
def before():
    EVENTS.extend(["before"])
    current_app.extensions["once"]()
    tokens = request.headers.getlist("X-Token")
    load_user = current_app.config["LOAD_USER"]
    g.user = load_user(tokens[0]) if tokens and load_user else None
    if g.user is None and request.path.startswith("/private"):
        return {"error": "login required"}, 401


@pages.after_app_request
def after(response):
    EVENTS.append("after")
    response.headers.extend({"X-App": "hooks"})
    return response


@pages.teardown_app_request
def teardown(error):
    EVENTS.append("teardown:error" if error is not None else "teardown:ok")


@pages.get("/whoami", defaults={"key": "user"})
@pages.get("/private", defaults={"key": "hello"})
def show(key):
    EVENTS.append("view")
    return {key: g.get("user")}


@pages.get("/crash")
def crash():
    EVENTS.append("view")
    raise Exception


def create_app(load_user=None, warm_up=None):
    app = Flask(__name__)
    app.config["LOAD_USER"] = load_user
    app.extensions["once"] = Once(warm_up or (lambda: None))
    app.register_blueprint(pages)
    return app
