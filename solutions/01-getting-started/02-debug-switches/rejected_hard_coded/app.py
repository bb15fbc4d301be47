from flask import Flask


def by_attribute(enabled):
    app = Flask(__name__)
    app.debug = True
    return app


def by_update(enabled):
    app = Flask(__name__)
    app.config["DEBUG"] = False
    return app


def by_object(obj):
    app = Flask(__name__)
    app.config.update(DEBUG=True, PAGE_SIZE=20)
    return app


def main(enabled, port):
    pass
