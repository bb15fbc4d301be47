"""Contexts without a server: links, and contexts in contexts."""

from flask import current_app, request, url_for


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
    names = []

    def enter(rest):
        if rest:
            with rest[0].app_context():
                names.append(current_app.name)
                enter(rest[1:])
                names.append(apps[0].name)

    enter(apps)
    return names


def paths(app, urls):
    """Enter a request context for each URL, one inside the other; return the paths seen in and out."""
    if not urls:
        return []
    first, *rest = urls
    with app.test_request_context(first):
        return [request.path, *paths(app, rest), request.path]
