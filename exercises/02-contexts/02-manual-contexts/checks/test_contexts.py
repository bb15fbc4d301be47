"""Hidden checks of 02-contexts/02-manual-contexts.

The probes build apps with random names and rules, and watch which contexts are entered.
"""

from urllib.parse import parse_qsl, urlsplit

import pytest
from grader.checks import draw, probe


def parts(url):
    """The parts of a URL, none for what is no URL; the order of its query does not count."""
    try:
        split = urlsplit(url)
    except ValueError:
        return []
    return [split.scheme, split.netloc, split.path, sorted(parse_qsl(split.query)), split.fragment]


@probe
def links(jail, rules, calls) -> list[str]:
    """Build an app with these rules; report what `link` returns for each call."""
    from flask import Flask

    app = Flask("links")
    for endpoint, rule in rules.items():
        app.add_url_rule(rule, endpoint=endpoint)
    link = jail.load("contexts").link
    return [link(app, endpoint, **values) for endpoint, values in calls]


@probe
def absolute_links(jail, rules, calls) -> dict[str, list[str]]:
    """Report what `absolute_link` returns, with SERVER_NAME as each application context begins, and requests."""
    from flask import Flask, appcontext_pushed
    from flask.sessions import SecureCookieSessionInterface

    found, names, requests = [], [], []

    class Watched(SecureCookieSessionInterface):
        def open_session(self, app, request):
            requests.append(request.path)
            return super().open_session(app, request)

    app = Flask("links")
    app.session_interface = Watched()
    for endpoint, rule in rules.items():
        app.add_url_rule(rule, endpoint=endpoint)

    def note(sender, **_):
        names.append(str(sender.config["SERVER_NAME"]))

    absolute_link = jail.load("contexts").absolute_link
    with appcontext_pushed.connected_to(note, app):
        for server, endpoint, values in calls:
            found.append(absolute_link(app, server, endpoint, **values))
    return {"links": found, "names": sorted(set(names)), "requests": requests}


@probe
def names_in_and_out(jail, names, order):
    """Make an app of each name and call `app_names` with them in this order; report that, and what was entered."""
    from flask import Flask, appcontext_pushed

    apps = {name: Flask(name) for name in names}
    app_names = jail.load("contexts").app_names
    with jail.signals(appcontext_pushed) as heard:
        recorded = app_names([apps[name] for name in order])
    return {"recorded": [str(name) for name in recorded], "entered": [sender.name for _, sender, _ in heard]}


@probe
def paths_in_and_out(jail, urls):
    """Call `paths`; report what it returned, and the requests whose contexts were entered."""
    from flask import Flask
    from flask.sessions import SecureCookieSessionInterface

    entered = []

    class Watched(SecureCookieSessionInterface):
        def open_session(self, app, request):
            entered.append(request.full_path.rstrip("?"))
            return super().open_session(app, request)

    app = Flask("paths")
    app.session_interface = Watched()
    recorded = jail.load("contexts").paths(app, urls)
    return {"recorded": [str(path) for path in recorded], "entered": entered}


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
def test_link(jail, rng):
    """A link is built outside any request"""
    first, second, key, text, other = draw.marks(rng, 5)
    number, page = rng.randrange(100, 1000), rng.randrange(1000, 10000)
    rules = {first: f"/{second}/<int:number>", second: f"/{first}/<name>/"}

    seen = links(
        jail,
        rules,
        [
            [first, {"number": number}],
            [first, {"number": page, key: f"{text} & {other}", "page": number}],
            [second, {"name": text}],
        ],
    )

    assert [parts(url) for url in seen] == [
        ["", "", f"/{second}/{number}", [], ""],
        ["", "", f"/{second}/{page}", sorted([(key, f"{text} & {other}"), ("page", str(number))]), ""],
        ["", "", f"/{first}/{text}/", [], ""],
    ], "the link must be the path of that endpoint, with the other values in the query, and without a host"


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_absolute_link(jail, rng):
    """An absolute link needs an application context alone"""
    first, second, key, text, host = draw.marks(rng, 5)
    number, port = rng.randrange(100, 1000), rng.randrange(2000, 10000)
    rules = {first: f"/{second}/<int:number>", second: f"/{first}/<name>/"}
    servers = [f"{host}.example.com", f"{text}.example.org:{port}"]

    seen = absolute_links(
        jail, rules, [[servers[0], first, {"number": number, key: text}], [servers[1], second, {"name": key}]]
    )

    assert [parts(url) for url in seen.get("links", [])] == [
        ["http", servers[0], f"/{second}/{number}", [(key, text)], ""],
        ["http", servers[1], f"/{first}/{key}/", [], ""],
    ], "the link must have the scheme http, that host, the path of the endpoint and the other values as a query"
    assert seen.get("names") == sorted(servers), "SERVER_NAME must be set when the application context is entered"
    assert seen.get("requests") == [], "an application context is enough: no request context may be entered"


@pytest.mark.task(2)
@pytest.mark.points(3)
def test_stack(jail, rng):
    """Application contexts are entered and left like a stack"""
    names = draw.marks(rng, 4)

    seen = names_in_and_out(jail, names, names)

    assert seen == {"recorded": [*names, *names[::-1]], "entered": names}, (
        "each app's context must be entered inside the one before, and `current_app.name` recorded in and out"
    )

    order = [names[0], names[1], names[0]]
    seen = names_in_and_out(jail, names, order)

    assert seen == {"recorded": [*order, *order[::-1]], "entered": order}, (
        "an app that stands in the list twice must be entered twice"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_request_stack(jail, rng):
    """Request contexts are entered and left like a stack"""
    first, second, third, key, value = draw.marks(rng, 5)
    found = [f"/{first}", f"/{second}/{key}/", f"/{third}"]
    urls = [found[0], f"{found[1]}?{key}={value}", found[2]]

    seen = paths_in_and_out(jail, urls)

    assert seen == {"recorded": [*found, *found[::-1]], "entered": urls}, (
        "each request's context must be entered inside the one before, and `request.path` recorded in and out"
    )


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.needs("test_stack")
def test_clean_after(jail, rng):
    """No context is left behind"""
    *names, path, other = draw.marks(rng, 6)

    seen = left_behind(jail, names, [f"/{path}", f"/{other}"])

    nothing = [False, False]
    assert seen == {
        "active": {"link": nothing, "absolute_link": nothing, "paths": nothing, "app_names": nothing},
        "left": names[::-1],
    }, "each function must leave every context that it entered"
