"""What exists when: application context, request context and `g`."""

from flask import current_app, g, request, session

PROXIES = {"session": session, "request": request, "g": g, "current_app": current_app}


def usable():
    """The names that work right now, sorted."""
    found = []
    for name, proxy in PROXIES.items():
        try:
            # `bool(proxy)` and `repr(proxy)` answer even without a context; asking for the object itself does not.
            proxy._get_current_object()
        except RuntimeError:
            continue
        found.append(name)
    return sorted(found)


def availability(app):
    """Return, for the keys "none", "app" and "request", the sorted names that can be used there."""
    table = {"none": usable()}
    with app.app_context():
        table["app"] = usable()
    # A request context brings an application context along when there is none.
    with app.test_request_context():
        table["request"] = usable()
    return table


def run_with_g(app, value, fn):
    """Call fn() in an application context in which `g.value` is the value; return its result."""
    # `with` leaves the context in any case, and lets an exception pass.
    with app.app_context():
        g.value = value
        return fn()


def g_history(app, values):
    """Read and then set `g.seen` in a context of its own for each value; return what was read."""
    read = []
    for value in values:
        # Each application context brings a new, empty `g`.
        with app.app_context():
            g.seen = value
            read.append(g.get("seen"))
    return read
