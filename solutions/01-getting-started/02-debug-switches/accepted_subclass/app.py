from flask import Flask


class Switched(Flask):
    @classmethod
    def made(cls, **settings):
        app = cls(__name__)
        app.config.from_mapping(settings)
        return app


def by_attribute(enabled):
    app = Switched(__name__)
    app.debug = enabled
    return app


def by_update(enabled):
    return Switched.made(DEBUG=enabled)


def by_object(obj):
    return Switched.made(**{key: getattr(obj, key) for key in dir(obj) if key == key.upper() and key[0] != "_"})


def main(enabled, port):
    app = by_update(enabled)

    @app.get("/")
    def index():
        return "debug" if app.debug else "no debug"

    app.run("127.0.0.1", port, enabled, use_reloader=False)
