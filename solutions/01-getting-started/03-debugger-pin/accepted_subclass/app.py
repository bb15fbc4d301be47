from flask import Flask
from werkzeug.debug import DebuggedApplication


class Boom(Flask):
    def __init__(self):
        super().__init__(__name__)
        self.config.setdefault("BOOM_MESSAGE", "boom")
        self.route("/boom", methods=["GET", "POST"])(self.boom)

    def boom(self):
        raise RuntimeError(self.config["BOOM_MESSAGE"])


class Debugger(DebuggedApplication):
    def __init__(self, app, pin):
        super().__init__(app, evalex=True)
        self._given = pin

    @property
    def pin(self):
        return self._given

    @pin.setter
    def pin(self, value):
        pass


def create_app():
    return Boom()


def serve(app, mode, pin=None):
    match mode:
        case "production":
            return app
        case "traceback":
            app.testing = True
            return DebuggedApplication(app)
        case "console":
            app.testing = True
            return Debugger(app, pin)
    raise ValueError(mode)
