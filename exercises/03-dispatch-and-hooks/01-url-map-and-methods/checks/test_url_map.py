"""Hidden checks of 03-dispatch-and-hooks/01-url-map-and-methods."""

import pytest
from grader.checks import draw, probe


@probe
def views_behind_item(jail, number) -> dict[str, list[str]]:
    """Ask the URL map who answers to GET and to POST for an item, and with which number."""
    app = jail.app()
    rules = app.url_map.bind("localhost")
    found = [rules.match(f"/item/{number}", method=method) for method in ("GET", "POST")]
    views = []
    for endpoint, _ in found:
        if app.view_functions[endpoint] not in views:
            views.append(app.view_functions[endpoint])
    return {
        "endpoints": [endpoint for endpoint, _ in found],
        "numbers": [str(value) for _, values in found for value in values.values()],
        "views": [str(index) for index, _ in enumerate(views)],
    }


@probe
def described(jail, rules) -> dict[str, list[list[str | list[str]]]]:
    """Describe the student's application before and after rules are added; report the map itself, too."""
    app = jail.app()
    describe = jail.load("app").describe
    before = describe(app)
    views = {endpoint: lambda **_: "" for _, endpoint, _ in rules}
    for path, endpoint, methods in rules:
        app.add_url_rule(path, endpoint=endpoint, methods=methods, view_func=views[endpoint])
    return {
        "before": before,
        "seen": describe(app),
        "map": [[rule.rule, rule.endpoint, list(rule.methods)] for rule in app.url_map.iter_rules()],
    }


@probe
def another_described(jail, name, rules) -> list[list[str | list[str]]]:
    """Describe another application than the one in app.py, with a place of its own for static files."""
    from flask import Flask

    app = Flask(name, static_url_path=f"/{name}")
    views = {endpoint: lambda **_: "" for _, endpoint, _ in rules}
    for path, endpoint, methods in rules:
        app.add_url_rule(path, endpoint=endpoint, methods=methods, view_func=views[endpoint])
    return jail.load("app").describe(app)


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("app-factory", "get-item-reads", "post-item-changes", "number-as-a-number", "unmatched-is-404")
def test_by_method(client, rng):
    """One URL, and the method decides who answers"""
    for number in (rng.randrange(1, 10), rng.randrange(1000, 1_000_000)):
        read, change = client.get(f"/item/{number}"), client.post(f"/item/{number}")

        assert (read.status_code, change.status_code) == (200, 200), "both methods must be answered"
        assert read.json == {"action": "read", "n": number}, "GET must read the item with that number"
        assert change.json == {"action": "change", "n": number}, "POST must change the item with that number"

    wrong = [draw.word(rng), f"-{number}", f"+{number}", f"1_{number}", f"{number}.5", "", f"{number}/"]
    for path in (*(f"/item/{text}" for text in wrong), f"/{draw.mark(rng)}", "/ping/"):
        assert client.get(path).status_code == 404, "a path that no rule matches is not found"
        assert client.post(path).status_code == 404, "a path that no rule matches is not found, whatever the method"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("head-wherever-get", "ping-says-pong")
def test_head(client, rng):
    """HEAD tells the length and sends nothing"""
    reply = client.get("/ping")
    assert (reply.status_code, reply.text) == (200, "pong"), "GET /ping must answer with its text"
    number = rng.randrange(1000, 1_000_000)
    assert client.get(f"/item/{number}").json == {"action": "read", "n": number}, "GET must read the item"

    for path in ("/ping", f"/item/{number}"):
        full, head = client.get(path), client.head(path)

        assert head.status_code == 200, "HEAD must work wherever GET does"
        assert head.data == b"", "the answer to HEAD has no body"
        assert head.headers.get("Content-Length") == str(len(full.data)), "the length must be that of the GET answer"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("options-names-methods")
def test_options(client, rng):
    """OPTIONS names the methods of both views"""
    reply = client.options(f"/item/{rng.randrange(1, 1000)}")

    assert reply.status_code == 200, "OPTIONS on `/item/<n>` must answer 200"
    allowed = {method.strip().upper() for method in reply.headers.get("Allow", "").split(",")}
    assert allowed == {"GET", "HEAD", "OPTIONS", "POST"}, "Allow must name all methods of the URL, whoever answers"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("other-methods-405")
def test_not_allowed(client, rng):
    """Other methods are refused"""
    number = rng.randrange(1, 1000)
    for path, methods in {f"/item/{number}": ("PUT", "DELETE", "PATCH"), "/ping": ("DELETE", "POST", "PUT")}.items():
        for method in methods:
            assert client.open(path, method=method).status_code == 405, "a method without a rule must answer 405"
    assert client.get("/ping").status_code == 200, "GET /ping must be answered"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("two-views-two-endpoints")
def test_endpoints_differ(jail, rng):
    """Each method of an item has its own endpoint and view"""
    number = rng.randrange(1000, 1_000_000)

    seen = views_behind_item(jail, number)

    assert seen.get("numbers") == [str(number)] * 2, "the rule must hand the number to both views"
    assert len(set(seen.get("endpoints", []))) == 2, "the two views must have two endpoints"
    assert len(seen.get("views", [])) == 2, "two endpoints must lead to two view functions"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "ping-endpoint",
    "any-application",
    "entry-for-each-rule",
    "rule-and-endpoint",
    "methods-sorted",
    "without-head-and-options",
    "static-left-out",
    "list-sorted",
)
def test_describe(jail, rng):
    """The map is read from the application, whatever its rules are"""
    word, other = draw.word(rng), draw.word(rng)
    # Neither in the order of rules nor of methods, of endpoints nor of lists of methods; two rules are named nearly
    # like that of the static files.
    extra = [
        [f"/zoo-{word}/<path:{word}>", f"last_{word}", ["PUT", "DELETE", "PATCH", "GET"]],
        [f"/static-{other}", f"static_{other}", ["POST"]],
        [f"/about-{word}", f"second_{word}", ["POST", "GET"]],
        [f"/about-{word}", f"second_{word}", ["DELETE"]],
        [f"/about-{word}", f"first_{other}", ["PUT"]],
        [f"/files-{word}/<path:filename>", f"{word}.static", ["GET"]],
    ]

    added = sorted([path, endpoint, sorted(methods)] for path, endpoint, methods in extra)

    answer = another_described(jail, word, extra)

    assert answer == added, "the list must hold rule, endpoint and sorted methods of every rule but `static`, in order"

    answer = described(jail, extra)

    entries = answer.get("map", [])
    assert all(len(entry) == 3 for entry in entries), "the application must have a URL map"
    own = [[rule, endpoint, sorted({*methods} - {"HEAD", "OPTIONS"})] for rule, endpoint, methods in entries]
    expected = sorted(entry for entry in own if entry[1] != "static")
    first = [entry for entry in expected if entry not in added]
    assert all(entry in expected for entry in added), "`create_app` must return an application that takes further rules"
    assert any(entry[:2] == ["/ping", "ping"] for entry in expected), "the rule /ping must have the endpoint `ping`"
    assert answer.get("before") == first, "the list must hold every rule of the application but `static`, in order"
    assert answer.get("seen") == expected, "the list must hold the rules that the application has got since, too"
