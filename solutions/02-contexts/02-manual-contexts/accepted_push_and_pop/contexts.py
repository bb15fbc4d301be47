from flask import current_app, request, url_for
from werkzeug.test import EnvironBuilder


def link(app, endpoint, **values):
    context = app.request_context(EnvironBuilder("/").get_environ())
    context.push()
    try:
        return app.url_for(endpoint, **values)
    finally:
        context.pop()


def absolute_link(app, server_name, endpoint, **values):
    before = app.config["SERVER_NAME"]
    app.config["SERVER_NAME"] = server_name
    context = app.app_context()
    context.push()
    url = url_for(endpoint, **values)
    context.pop()
    app.config["SERVER_NAME"] = before
    return url


def app_names(apps):
    names, open_contexts = [], []
    for app in apps:
        context = app.app_context()
        context.push()
        open_contexts.append(context)
        names.append(current_app.name)
    while open_contexts:
        names.append(current_app.name)
        open_contexts.pop().pop()
    return names


def paths(app, urls):
    found, open_contexts = [], []
    for url in urls:
        context = app.test_request_context(url, method="POST")
        context.push()
        open_contexts.append(context)
        found.append(request.path)
    for context in reversed(open_contexts):
        found.append(request.path)
        context.pop()
    return found
