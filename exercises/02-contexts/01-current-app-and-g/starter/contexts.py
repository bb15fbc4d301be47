"""What exists when: application context, request context and `g`."""


def availability(app):
    """Return, for the keys "none", "app" and "request", the sorted names that can be used there."""
    # TODO 1: try current_app, g, request and session


def run_with_g(app, value, fn):
    """Call fn() in an application context in which `g.value` is the value; return its result."""
    # TODO 2


def g_history(app, values):
    """Read and then set `g.seen` in a context of its own for each value; return what was read."""
    # TODO 3
