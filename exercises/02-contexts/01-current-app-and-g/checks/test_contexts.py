"""Hidden checks of 02-contexts/01-current-app-and-g.

The probes build small apps with random names and watch them; what a right program lets them see stays here.
"""

import pytest
from grader.checks import draw, probe


@probe
def names_that_work(jail, app_name):
    """Ask for the table; report it, and the apps of which application and request contexts were entered."""
    from flask import Flask, appcontext_pushed
    from flask.sessions import SecureCookieSessionInterface

    opened = set()

    class Watched(SecureCookieSessionInterface):
        def open_session(self, app, request):
            opened.add(app.name)
            return super().open_session(app, request)

    app = Flask(app_name)
    app.secret_key = app_name
    app.session_interface = Watched()
    availability = jail.load("contexts").availability
    with jail.signals(appcontext_pushed) as heard:
        table = availability(app)
    return {
        "table": {str(key): [str(name) for name in names] for key, names in table.items()},
        "entered": sorted({sender.name for _, sender, _ in heard}),
        "requests": sorted(opened),
    }


@probe
def value_in_g(jail, app_name, value, answer):
    """Call run_with_g; report what it returned, and what each call of `fn` saw."""
    from flask import Flask, current_app, g

    seen = []

    def fn():
        seen.append([current_app.name, g.value])
        return answer

    returned = jail.load("contexts").run_with_g(Flask(app_name), value, fn)
    return {"returned": returned, "seen": seen}


@probe
def values_in_g_nested(jail, calls):
    """Call run_with_g inside its own `fn`, for each (app's name, value); report `g` on the way in and out."""
    from flask import Flask, current_app, g

    run_with_g = jail.load("contexts").run_with_g
    apps = {name: Flask(name) for name, _ in calls}
    seen = []

    def enter(depth):
        seen.append([current_app.name, g.value])
        if depth < len(calls):
            name, value = calls[depth]
            run_with_g(apps[name], value, lambda: enter(depth + 1))
            seen.append([current_app.name, g.value])

    name, value = calls[0]
    run_with_g(apps[name], value, lambda: enter(1))
    return seen


@probe
def left_behind(jail, app_name, values):
    """Call run_with_g with an `fn` that returns and one that raises; report the contexts after each."""
    import contextlib

    from flask import Flask, g, has_app_context, has_request_context

    run_with_g = jail.load("contexts").run_with_g
    app = Flask(app_name)
    seen = []

    def fails():
        seen.append(g.value)
        raise LookupError(g.value)

    for value, fn in zip(values, (lambda: seen.append(g.value), fails), strict=True):
        with contextlib.suppress(Exception):
            run_with_g(app, value, fn)
        seen.append([has_app_context(), has_request_context()])
    return seen


@probe
def left_behind_by_the_others(jail, app_name, values):
    """Call availability and g_history; report which contexts are active after each."""
    import contextlib

    from flask import Flask, has_app_context, has_request_context

    contexts = jail.load("contexts")
    app = Flask(app_name)
    app.secret_key = app_name
    seen = {}
    for name, arguments in (("availability", (app,)), ("g_history", (app, values))):
        with contextlib.suppress(Exception):
            getattr(contexts, name)(*arguments)
        seen[name] = [has_app_context(), has_request_context()]
    return seen


@probe
def what_comes_out(jail, app_name, kind, text):
    """Let `fn` raise an exception of a new type; report what comes out of run_with_g."""
    from flask import Flask, g

    error = type(kind, (Exception,), {})(text)
    entered = []

    def fails():
        entered.append(g.value)
        raise error

    try:
        jail.load("contexts").run_with_g(Flask(app_name), text[::-1], fails)
    except Exception as caught:
        return {"same": caught is error, "type": type(caught).__name__, "text": str(caught), "entered": entered}
    return {"entered": entered}


@probe
def history(jail, app_name, values, first):
    """Call g_history; report what it returned and what each context held at its end.

    With `first`, the app itself puts these into `g.seen`, one as each context begins.
    """
    from flask import Flask, appcontext_pushed, g

    app = Flask(app_name)
    left, waiting = [], list(first)

    @app.teardown_appcontext
    def note(_error):
        left.append(g.get("seen"))

    def put(_sender, **_):
        if waiting:
            g.seen = waiting.pop(0)

    with appcontext_pushed.connected_to(put, app):
        read = jail.load("contexts").g_history(app, values)
    return {"read": read, "left": left}


@pytest.mark.task(1)
@pytest.mark.points(3)
def test_availability(jail, rng):
    """Each name works where its context is, and nowhere else"""
    (name,) = draw.marks(rng, 1)

    seen = names_that_work(jail, name)

    assert seen == {
        "table": {
            "none": [],
            "app": ["current_app", "g"],
            "request": ["current_app", "g", "request", "session"],
        },
        "entered": [name],
        "requests": [name],
    }, "the function must enter an application and a request context of `app` and report which names work in each"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_run_with_g(jail, rng):
    """fn finds the value in g, and its result comes back"""
    name, other, value, answer, *more = draw.marks(rng, 7)

    seen = value_in_g(jail, name, value, answer)

    assert seen == {"returned": answer, "seen": [[name, value]]}, (
        "`fn` must be called once, in a context of `app` where `g.value` is the value, and its result returned"
    )

    calls = [[name, more[0]], [other, more[1]], [other, more[2]]]
    seen = values_in_g_nested(jail, calls)

    assert seen == [*calls, *calls[1::-1]], "each call must have a new context, with a `g` of its own"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_no_leak(jail, rng):
    """No context is left behind, whether fn returns or raises"""
    name, first, second, *values = draw.marks(rng, 5)

    seen = left_behind(jail, name, [first, second])

    assert seen == [first, [False, False], second, [False, False]], (
        "the context that run_with_g entered must be left again"
    )

    others = left_behind_by_the_others(jail, name, values)

    assert others == {"availability": [False, False], "g_history": [False, False]}, (
        "the contexts that availability and g_history entered must be left again"
    )


@pytest.mark.task(2)
@pytest.mark.points(1)
def test_exception_passes(jail, rng):
    """An exception of fn comes out unchanged"""
    name, kind, text = draw.marks(rng, 3)

    seen = what_comes_out(jail, name, kind.title(), text)

    assert seen == {"same": True, "type": kind.title(), "text": text, "entered": [text[::-1]]}, (
        "the exception that `fn` raises must come out of run_with_g, the very same object"
    )


@pytest.mark.task(3)
@pytest.mark.points(2)
def test_g_history(jail, rng):
    """Each context has a g of its own"""
    name, *values = draw.marks(rng, 5)

    seen = history(jail, name, values, [])

    assert seen == {"read": [None] * 4, "left": values}, (
        "each value must be stored in a new application context, after reading what is there"
    )

    name, one, two, three, *found = draw.marks(rng, 6)

    seen = history(jail, name, [one, two, three], found)

    assert seen == {"read": [*found, None], "left": [one, two, three]}, (
        "the list must hold what was read from `g` in each context, before the value was stored"
    )
