"""Hidden checks of 02-contexts/02-manual-contexts.

The probes build apps with random names and rules, and watch which contexts are entered.
"""

from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from grader.checks import draw, probe


def parts(url):
    """The parts of a URL, none for what is no URL; the order of its query does not count."""
    try:
        split = urlsplit(url)
    except ValueError:
        return []
    return [
        split.scheme,
        split.netloc,
        split.path,
        sorted(parse_qsl(split.query, keep_blank_values=True)),
        split.fragment,
    ]


@probe
def links(jail, apps, calls) -> list[str]:
    """Build an app with each list of rules; report what `link` returns for each call."""
    from flask import Flask

    made = []
    for rules in apps:
        app = Flask("links")
        for endpoint, rule in rules.items():
            app.add_url_rule(rule, endpoint=endpoint)
        made.append(app)
    link = jail.load("contexts").link
    return [link(made[number], endpoint, **values) for number, endpoint, values in calls]


@probe
def absolute_links(jail, apps, calls) -> dict[str, list[str]]:
    """Report what `absolute_link` returns, with SERVER_NAME as each application context begins, and requests."""
    from flask import Flask, appcontext_pushed
    from flask.sessions import SecureCookieSessionInterface

    found, names, requests, made = [], [], [], []

    class Watched(SecureCookieSessionInterface):
        def open_session(self, app, request):
            requests.append(request.path)
            return super().open_session(app, request)

    for rules in apps:
        app = Flask("links")
        app.session_interface = Watched()
        for endpoint, rule in rules.items():
            app.add_url_rule(rule, endpoint=endpoint)
        made.append(app)

    def note(sender, **_):
        names.append(str(sender.config["SERVER_NAME"]))

    absolute_link = jail.load("contexts").absolute_link
    with appcontext_pushed.connected_to(note):
        for number, server, endpoint, values in calls:
            found.append(absolute_link(made[number], server, endpoint, **values))
    return {"links": found, "names": sorted(set(names)), "requests": requests}


@probe
def names_in_and_out(jail, orders, suffix):
    """Call `app_names` with new apps in each order; report what it returned, and what was entered.

    As soon as one of the contexts is left again, each app has another name, with the suffix behind it.
    """
    from flask import Flask, appcontext_popped, appcontext_pushed

    entered, left = [], []

    class Renamed(Flask):
        @property
        def name(self):
            return self.import_name + (suffix if left else "")

    app_names = jail.load("contexts").app_names
    seen = []
    for order in orders:
        apps = {name: Renamed(name) for name in order}
        entered.clear()
        left.clear()

        def enter(app, **_):
            entered.append(app.import_name)

        def leave(app, **_):
            left.append(app.import_name)

        with appcontext_pushed.connected_to(enter), appcontext_popped.connected_to(leave):
            recorded = app_names([apps[name] for name in order])
        seen.append({"recorded": [str(name) for name in recorded], "entered": list(entered)})
    return seen


@probe
def paths_in_and_out(jail, calls, suffix):
    """Call `paths` for an app of each name; report what it returned, and which requests were active at each entry.

    As soon as a request's context is left, the path of the one around it has the suffix behind it.
    """
    from flask import Flask
    from flask.sessions import SecureCookieSessionInterface

    paths = jail.load("contexts").paths
    seen = []
    for name, urls in calls:
        app = Flask(name)
        # Where an app is mounted is no part of `request.path`.
        app.config["APPLICATION_ROOT"] = f"/{name}"
        active, entered = [], []

        class Watched(SecureCookieSessionInterface):
            def open_session(self, app, request, active=active, entered=entered):
                active.append(request)
                entered.append([each.full_path.rstrip("?") for each in active])
                return super().open_session(app, request)

        @app.teardown_request
        def leave(_error, active=active):
            active.pop()
            if active:
                active[-1].path += suffix

        app.session_interface = Watched()
        recorded = paths(app, urls)
        seen.append({"recorded": [str(path) for path in recorded], "entered": entered})
    return seen


@probe
def left_behind(jail, names, urls):
    """Call each function; report the contexts that are active afterwards, and which apps were left."""
    import contextlib

    from flask import Flask, appcontext_popped, has_app_context, has_request_context

    contexts = jail.load("contexts")
    apps = [Flask(name) for name in names]
    for app in apps:
        app.add_url_rule("/", endpoint="home")
    first, second, third, *_ = apps
    calls = {
        "link": (first, "home"),
        "absolute_link": (second, "example.org", "home"),
        "paths": (third, urls),
        "app_names": (apps,),
    }
    seen, left = {}, {}
    for name, arguments in calls.items():
        with jail.signals(appcontext_popped) as heard, contextlib.suppress(Exception):
            getattr(contexts, name)(*arguments)
        seen[name] = [has_app_context(), has_request_context()]
        left[name] = [sender.name for _, sender, _ in heard]
    return {"active": seen, "left": left["app_names"]}


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("link-as-in-a-request", "link-without-host", "any-rules")
def test_link(jail, rng):
    """A link is built outside any request"""
    first, second, key, text, other = draw.marks(rng, 5)
    number, page = rng.randrange(100, 1000), rng.randrange(1000, 10000)
    # Two apps that know the same endpoints by other rules; a text that must be quoted, in the path and in the query.
    apps = [
        {first: f"/{second}/<int:number>", second: f"/{first}/<name>/"},
        {first: f"/{other}/<int:number>", second: f"/{key}/<name>"},
    ]
    tricky = f"{text} 50%25 天"

    seen = links(
        jail,
        apps,
        [
            [0, first, {"number": number}],
            [0, first, {"number": page, key: f"{text} & {other}", "page": number}],
            [0, second, {"name": tricky}],
            [1, first, {"number": page}],
            [1, second, {"name": text, key: ""}],
        ],
    )

    assert [parts(url) for url in seen] == [
        ["", "", f"/{second}/{number}", [], ""],
        ["", "", f"/{second}/{page}", sorted([(key, f"{text} & {other}"), ("page", str(number))]), ""],
        ["", "", f"/{first}/{quote(tricky)}/", [], ""],
        ["", "", f"/{other}/{page}", [], ""],
        ["", "", f"/{key}/{text}", [(key, "")], ""],
    ], "the link must be the path of that app's endpoint, with the other values in the query, and without a host"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("absolute-scheme-and-host", "no-request-context", "server-name-first", "any-rules")
def test_absolute_link(jail, rng):
    """An absolute link needs an application context alone"""
    first, second, key, text, host = draw.marks(rng, 5)
    number, port = rng.randrange(100, 1000), rng.randrange(2000, 10000)
    apps = [
        {first: f"/{second}/<int:number>", second: f"/{first}/<name>/"},
        {first: f"/{key}/<int:number>", second: f"/{second}/<name>"},
    ]
    tricky = f"{key} 50%25 天"
    servers = [f"{host}.example.com", f"{text}.example.org:{port}"]

    seen = absolute_links(
        jail,
        apps,
        [
            [0, servers[0], first, {"number": number, key: text}],
            [0, servers[1], second, {"name": tricky}],
            [1, servers[0], second, {"name": text}],
        ],
    )

    assert [parts(url) for url in seen.get("links", [])] == [
        ["http", servers[0], f"/{second}/{number}", [(key, text)], ""],
        ["http", servers[1], f"/{first}/{quote(tricky)}/", [], ""],
        ["http", servers[0], f"/{second}/{text}", [], ""],
    ], "the link must have the scheme http, that host, the path of that app's endpoint and the other values as a query"
    assert seen.get("names") == sorted(servers), "SERVER_NAME must be set when the application context is entered"
    assert seen.get("requests") == [], "an application context is enough: no request context may be entered"


@pytest.mark.task(2)
@pytest.mark.points(3)
@pytest.mark.judges(
    "apps-nested",
    "name-after-each-entry",
    "out-one-by-one",
    "name-before-each-exit",
    "everything-in-order",
    "contexts-entered",
    "at-that-moment",
)
def test_stack(jail, rng):
    """Application contexts are entered and left like a stack"""
    *names, suffix = draw.marks(rng, 5)
    # The same names again, of other apps; an app that stands in the list twice; no app at all.
    orders = [names, names, [names[0], names[1], names[0]], []]

    seen = names_in_and_out(jail, orders, suffix)

    assert [each["entered"] for each in seen] == orders, (
        "each app's context must be entered inside the one before, and an app that stands in the list twice, twice"
    )
    assert [each["recorded"] for each in seen] == [
        [*order, *order[:-2:-1], *(name + suffix for name in order[-2::-1])] for order in orders
    ], "what `current_app.name` says must be recorded after each entry, and again before each exit"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("requests-nested", "path-in-and-out", "contexts-entered", "at-that-moment")
def test_request_stack(jail, rng):
    """Request contexts are entered and left like a stack"""
    first, second, third, key, value, name, other, suffix = draw.marks(rng, 8)
    found = [f"/{first}", f"/{second}/{key}/", f"/{third}/春天 50%"]
    urls = [found[0], f"{found[1]}?{key}={value}", f"/{third}/{quote('春天 50%')}"]

    seen = paths_in_and_out(jail, [[name, urls], [other, urls[1::-1]], [name, []]], suffix)

    assert [[len(active) for active in each["entered"]] for each in seen] == [[1, 2, 3], [1, 2], []], (
        "there must be a request context of `app` for each URL, each entered inside the one before"
    )
    assert seen == [
        {
            "recorded": [*found, found[2], found[1] + suffix, found[0] + suffix],
            "entered": [[urls[0]], urls[:2], [*urls[:2], found[2]]],
        },
        {
            "recorded": [found[1], found[0], found[0], found[1] + suffix],
            "entered": [[urls[1]], [urls[1], urls[0]]],
        },
        {"recorded": [], "entered": []},
    ], "what `request.path` says must be recorded after each entry, and again before each exit"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.needs("test_stack")
@pytest.mark.judges("none-active-afterwards")
def test_clean_after(jail, rng):
    """No context is left behind"""
    *names, path, other = draw.marks(rng, 6)

    seen = left_behind(jail, names, [f"/{path}", f"/{other}"])

    nothing = [False, False]
    assert seen == {
        "active": {"link": nothing, "absolute_link": nothing, "paths": nothing, "app_names": nothing},
        "left": names[::-1],
    }, "each function must leave every context that it entered"
