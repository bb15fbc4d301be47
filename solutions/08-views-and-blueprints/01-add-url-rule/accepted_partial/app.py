import functools
import flask

TABLE = []


def register(app, table):
    list(map(lambda row: app.add_url_rule(row[0], row[1], row[2]), table))


def _decorate(app, rule, options, function):
    endpoint = options.pop("endpoint", None) or function.__name__
    app.add_url_rule(rule, endpoint, function, **options)
    return function


def route(app, rule, **options):
    return functools.partial(_decorate, app, rule, options)


def home():
    return flask.Response("home", mimetype="text/plain")


def show_user(id):
    return flask.Response("user " + str(id), mimetype="text/plain")


TABLE.append(["/", "home", home])
TABLE.append(["/users/<int:id>", "user-page", show_user])


def create_app():
    application = flask.Flask(__name__, static_folder=None)
    register(application, table=TABLE)
    return application
