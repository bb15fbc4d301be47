"""Hidden checks of 02-contexts/01-current-app-and-g.

The probes build small apps with random names and watch them; what a right program lets them see stays here.
"""

import pytest
from grader.checks import draw, probe


@probe
def names_that_work(jail, app_names):
    """Ask for the table of an app of each name, all of them anew; report it, and the contexts that were entered."""
    from contextvars import copy_context

    from flask import Flask, appcontext_pushed
    from flask.sessions import SecureCookieSessionInterface

    entered, beginning = [], []

    class WatchedSessions(SecureCookieSessionInterface):
        def open_session(self, app, request):
            entered.append(f"request of {app.name}")
            return super().open_session(app, request)

    class WatchedFlask(Flask):
        session_interface = WatchedSessions()

        def request_context(self, environ):
            context = super().request_context(environ)
            push = context.push

            def watched():
                # A request brings an application context along, which is none that anybody asked for.
                beginning.append(context)
                try:
                    push()
                finally:
                    beginning.pop()

            context.push = watched
            return context

    def note(app, **_):
        if not beginning:
            entered.append(f"application {app.name}")

    availability = jail.load("contexts").availability
    seen = []
    with appcontext_pushed.connected_to(note):
        for app_name in app_names:
            app = WatchedFlask(app_name)
            app.secret_key = app_name
            entered.clear()
            # What one call leaves behind is for another check to find.
            table = copy_context().run(availability, app)
            table = {str(key): [str(name) for name in names] for key, names in table.items()}
            seen.append({"table": table, "entered": sorted({*entered})})
    return seen


@probe
def values_in_g(jail, app_name, values, answers):
    """Call run_with_g for each value; report what it returned, and what each call of `fn` saw."""
    from flask import Flask, current_app, g

    run_with_g = jail.load("contexts").run_with_g
    app = Flask(app_name)
    seen = []

    def fn():
        seen.append([current_app.name, g.value])
        return answers[len(seen) - 1]

    returned = [run_with_g(app, value, fn) for value in values]
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
def histories(jail, calls):
    """Call g_history for an app of each name; report what it returned, what that app's contexts held, and the list.

    The app itself puts what the call's second list holds into `g.seen`, one as each context begins.
    """
    from flask import Flask, appcontext_pushed, g

    g_history = jail.load("contexts").g_history

    def history(app, values, waiting):
        left = []

        @app.teardown_appcontext
        def note(_error):
            left.append(g.get("seen"))

        def put(_sender, **_):
            if waiting:
                g.seen = waiting.pop(0)

        with appcontext_pushed.connected_to(put, app):
            read = g_history(app, values)
        return {"read": read, "left": left, "values": values}

    return [history(Flask(app_name), values, first) for app_name, values, first in calls]


@pytest.mark.task(1)
@pytest.mark.points(3)
@pytest.mark.judges(
    "names-tried",
    "use-is-attribute-or-method",
    "tried-three-times",
    "table-of-three",
    "without-a-context",
    "in-an-application-context",
    "in-a-request-context",
    "contexts-entered",
)
def test_availability(jail, rng):
    """Each name works where its context is, and nowhere else"""
    name, other = draw.marks(rng, 2)
    # Two apps of one name: what was found out for the first is nothing that was tried in the second.
    apps = [name, name, other]

    seen = names_that_work(jail, apps)

    table = {"none": [], "app": ["current_app", "g"], "request": ["current_app", "g", "request", "session"]}
    assert seen == [{"table": table, "entered": [f"application {each}", f"request of {each}"]} for each in apps], (
        "the function must enter an application context and a request context of `app`, each for itself,"
        " and report which names work in each"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("own-context", "value-in-g", "fn-called-once", "result-returned", "inner-call-has-its-own")
def test_run_with_g(jail, rng):
    """fn finds the value in g, and its result comes back"""
    name, other, value, answer, *more = draw.marks(rng, 7)
    # Nothing, zero and the empty text are values, and results, like any other.
    values, answers = [value, 0, "", None], [answer, None, 0, ""]

    seen = values_in_g(jail, name, values, answers)

    assert seen == {"returned": answers, "seen": [[name, each] for each in values]}, (
        "`fn` must be called once, in a context of `app` where `g.value` is the value, and its result returned"
    )

    calls = [[name, more[0]], [other, more[1]], [other, more[2]]]
    seen = values_in_g_nested(jail, calls)

    assert seen == [*calls, *calls[1::-1]], "each call must have a new context, with a `g` of its own"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("nothing-left", "left-either-way")
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
@pytest.mark.judges("same-exception")
def test_exception_passes(jail, rng):
    """An exception of fn comes out unchanged"""
    name, kind, text = draw.marks(rng, 3)

    seen = what_comes_out(jail, name, kind.title(), text)

    assert seen == {"same": True, "type": kind.title(), "text": text, "entered": [text[::-1]]}, (
        "the exception that `fn` raises must come out of run_with_g, the very same object"
    )


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges(
    "context-for-each-value", "reads-first", "stores-each", "what-was-read-in-order", "values-stay", "really-read"
)
def test_g_history(jail, rng):
    """Each context has a g of its own"""
    name, one, two, three, four, *found = draw.marks(rng, 7)
    # Some values come twice; zero and the empty text are stored, and read, like any other.
    plain = [one, 0, two, one, "", three]
    known = [two, "", four, 0]
    filled = [found[0], 0, found[1], ""]

    seen = histories(
        jail, [[name, plain, []], [name, known, filled[:3]], [found[0], known[::-1], filled], [name, [], []]]
    )

    assert seen[0] == {"read": [None] * 6, "left": plain, "values": plain}, (
        "each value must be stored in a new application context, after reading what is there"
    )
    assert seen[1:] == [
        {"read": [*filled[:3], None], "left": known, "values": known},
        {"read": filled, "left": known[::-1], "values": known[::-1]},
        {"read": [], "left": [], "values": []},
    ], "the list must hold what was read from `g` in each context, before the value was stored"
