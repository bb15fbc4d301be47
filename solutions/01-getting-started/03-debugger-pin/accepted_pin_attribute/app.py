import flask
import werkzeug.debug


def create_app():
    app = flask.Flask("boom")
    app.config.from_mapping(BOOM_MESSAGE="boom")
    app.add_url_rule("/boom", view_func=fail)
    return app


def fail():
    message = flask.current_app.config["BOOM_MESSAGE"]
    raise RuntimeError(message)


def serve(app, mode, pin=None):
    if mode != "production":
        app.debug = True
        debugger = werkzeug.debug.DebuggedApplication(app, mode == "console", pin_logging=False)
        if mode == "console":
            # Working out the cookie's name works out a PIN as well: replace it afterwards.
            assert debugger.pin_cookie_name
            debugger.pin = pin
        return debugger
    return app
