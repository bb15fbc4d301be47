from contextlib import ExitStack

import flask

NAMES = ["session", "request", "g", "current_app"]


def works(name):
    try:
        _ = getattr(flask, name).anything
    except RuntimeError:
        return False
    except AttributeError:
        pass
    return True


def availability(app):
    table = {}
    with ExitStack() as stack:
        for kind, enter in [("none", None), ("app", app.app_context), ("request", app.test_request_context)]:
            if enter:
                stack.enter_context(enter())
            table[kind] = sorted(filter(works, NAMES))
    return table


def run_with_g(app, value, fn):
    with ExitStack() as stack:
        stack.enter_context(app.app_context())
        flask.g.value = value
        return fn()


def _one(app, value):
    with app.app_context():
        before = flask.g.get("seen", None)
        flask.g.setdefault("seen", value)
        flask.g.seen = value
        return before


def g_history(app, values):
    return [_one(app, value) for value in values]
