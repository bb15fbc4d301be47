from contextlib import ExitStack

import flask


def link(app, endpoint, **values):
    with app.app_context(), app.test_request_context("/any/page", base_url="https://somewhere.example/"):
        return flask.url_for(endpoint, _external=False, **values)


def absolute_link(app, server_name, endpoint, **values):
    app.config.update(SERVER_NAME=server_name)
    with app.app_context():
        return flask.url_for(endpoint, _external=True, _scheme="http", **values)


def nested(contexts, look):
    seen = []
    with ExitStack() as stack:
        for context in contexts:
            stack.enter_context(context)
            # Callbacks run in reverse, each one before the context that was entered just before it is left.
            stack.callback(lambda: seen.append(look()))
            seen.append(look())
    return seen


def app_names(apps):
    return nested([app.app_context() for app in apps], lambda: flask.current_app.name)


def paths(app, urls):
    return nested((app.test_request_context(url) for url in urls), lambda: flask.request.path)
