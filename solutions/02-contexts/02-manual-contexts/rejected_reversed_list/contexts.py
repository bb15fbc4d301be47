"""Contexts without a server: links, and contexts in contexts."""

from flask import url_for


def link(app, endpoint, **values):
    """Return the path (and query) of an endpoint."""
    # In a request, even an invented one, a path is enough to find the page: url_for leaves the host out.
    with app.test_request_context():
        return url_for(endpoint, **values)


def absolute_link(app, server_name, endpoint, **values):
    """Return the absolute URL of an endpoint, with an application context alone."""
    # The context reads the configuration when it is made, so this comes first.
    app.config["SERVER_NAME"] = server_name
    with app.app_context():
        return url_for(endpoint, **values)


def app_names(apps):
    """Enter the apps' contexts one inside the other; return the names seen on the way in and out."""
    names = [app.name for app in apps]
    return names + names[::-1]


def paths(app, urls):
    """Enter a request context for each URL, one inside the other; return the paths seen in and out."""
    found = [url.partition("?")[0] for url in urls]
    return found + found[::-1]
