"""Contexts without a server: links, and contexts in contexts."""


def link(app, endpoint, **values):
    """Return the path (and query) of an endpoint."""
    # TODO 1


def absolute_link(app, server_name, endpoint, **values):
    """Return the absolute URL of an endpoint, with an application context alone."""
    # TODO 1


def app_names(apps):
    """Enter the apps' contexts one inside the other; return the names seen on the way in and out."""
    # TODO 2


def paths(app, urls):
    """Enter a request context for each URL, one inside the other; return the paths seen in and out."""
    # TODO 2
