import flask


def new():
    return flask.Flask("switches", static_folder=None)


def by_attribute(enabled):
    app = new()
    app.debug = bool(enabled)
    return app


def by_update(enabled):
    app = new()
    app.config["DEBUG"] = enabled is True
    return app


def by_object(obj):
    app = new()
    for key in dir(obj):
        if key.isupper():
            app.config[key] = getattr(obj, key)
    return app


def main(enabled, port):
    app = new()
    app.debug = enabled
    app.run(port=port)


if __name__ == "__main__":
    main(True, 8000)
