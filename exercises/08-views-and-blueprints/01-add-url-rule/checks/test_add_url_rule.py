"""Hidden checks of 08-views-and-blueprints/01-add-url-rule.

The applications of the probes have no `route`, and so no `get` or `post` either: who calls them does not get far.
"""

import pytest
from grader.checks import application, draw, probe
from grader.checks.html import one_space


@probe
def registered_from_table(jail, rows):
    """Register a table; a row's view is described by its name and text. Report texts by path and URLs by endpoint."""
    from flask import Flask, url_for

    def view_for(name, text):
        def view(**values):
            return " ".join([text, *(str(value) for value in values.values())])

        view.__name__ = name
        return view

    views = {row["view"]: view_for(row["view"], row["text"]) for row in rows}
    app = type("Bare", (Flask,), {"route": None})("table")
    jail.load("app").register(app, [[row["rule"], row["endpoint"], views[row["view"]]] for row in rows])
    with app.test_request_context("/"):
        urls = [url_for(row["found as"], **row["values"]) for row in rows]
    client = app.test_client()
    return {"urls": urls, "texts": [client.get(row["path"]).text for row in rows]}


@probe
def in_order_of_rows(jail, orders, path):
    """For each pair of rules register a view under each; report who answers, and whether the table was left alone."""
    from flask import Flask

    def first(**values):
        return "first"

    def second(**values):
        return "second"

    register, seen = jail.load("app").register, []
    for one, two in orders:
        app = type("Bare", (Flask,), {"route": None})("order")
        table = [[one, None, first], [two, None, second]]
        given = [list(row) for row in table]
        register(app, table)
        seen.append([app.test_client().get(path).text, table == given])
    return seen


@probe
def given_to_register(jail, number):
    """Listen to `register` while the application is made; report the rules it gets and a URL of the application."""
    from flask import url_for

    module = jail.load("app")
    register, rules = module.register, []

    def listen(app, table):
        rows = list(table)
        rules.extend(str(row[0]) for row in rows)
        return register(app, rows)

    module.register = listen
    app = jail.app()
    with app.test_request_context("/"):
        return {"rules": sorted(rules), "urls": [url_for("home"), url_for("user-page", id=number)]}


@probe
def registered_twice(jail, first, second):
    """Register two views, one after the other, and then a view under two rules."""
    from flask import Flask

    def view_for(row):
        def view():
            return row["text"]

        view.__name__ = row["view"]
        return view

    register = jail.load("app").register
    app, seen = type("Bare", (Flask,), {"route": None})("twice"), {"error": "none"}
    one, two = view_for(first), view_for(second)
    register(app, [["/again" + first["rule"], first["endpoint"], one], [first["rule"], first["endpoint"], one]])
    try:
        register(app, [[second["rule"], second["endpoint"], two]])
    except Exception as error:
        seen["error"] = type(error).__name__
    client = app.test_client()
    seen["texts"] = [client.get(path).text for path in ("/again" + first["rule"], first["rule"])]
    return seen


@application
def decorated(jail, rule, name, text, options):
    """An application whose only view is decorated, once with options and once with none."""
    from flask import Flask

    def view(**values):
        return " ".join([text, *(str(values[key]) for key in sorted(values))])

    view.__name__ = name
    app, route = type("Bare", (Flask,), {"route": None})("decorated"), jail.load("app").route
    route(app, rule, **options)(view)
    route(app, f"/{name}")(view)
    return app


@probe
def after_decoration(jail, rule, text):
    """Decorate a function for two applications; report whether the same comes back, and what it and its pages say."""
    from flask import Flask

    def view():
        return text

    apps, route = [type("Bare", (Flask,), {"route": None})(name) for name in ("one", "two")], jail.load("app").route
    answers = [route(app, rule)(view) for app in apps]
    pages = [app.test_client().get(rule).text for app in apps]
    return {"same": [answer is view for answer in answers], "called": str(answers[0]()), "pages": pages}


@probe
def with_endpoint(jail, rule, endpoint, name, number):
    """Decorate one view with an endpoint and one without; then another with an endpoint that is taken."""
    from flask import Flask, url_for

    def view(**values):
        return "view"

    def other(**values):
        return "other"

    def third(**values):
        return "third"

    other.__name__ = name
    app, route = type("Bare", (Flask,), {"route": None})("endpoints"), jail.load("app").route
    route(app, f"{rule}/one/<int:n>", endpoint=endpoint)(view)
    route(app, f"{rule}/two/<int:n>")(other)
    error = "none"
    try:
        route(app, f"{rule}/three", endpoint=endpoint)(third)
    except Exception as problem:
        error = type(problem).__name__
    with app.test_request_context("/"):
        return {"urls": [url_for(endpoint, n=number), url_for(name, n=number)], "error": error}


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("app-factory", "home-page", "user-page", "others-404", "others-405")
def test_routes(client, rng):
    """Both pages answer"""
    for number in (rng.randrange(1, 10), rng.randrange(1000, 1_000_000)):
        reply = client.get(f"/users/{number}")

        assert reply.status_code == 200, "`/users/<id>` must answer 200"
        assert one_space(reply.text) == f"user {number}", "the page must show the number from the URL"
    reply = client.get("/")

    assert (reply.status_code, one_space(reply.text)) == (200, "home"), "the page / must say home"
    for path in ("/users/ada", "/users/7/", f"/{draw.word(rng)}"):
        assert client.get(path).status_code == 404, "an address that the statement does not name must be a 404"
    for path in ("/", "/users/7"):
        assert client.post(path).status_code == 405, "a method that the statement does not name must be a 405"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "register-any-app",
    "endpoint-given",
    "endpoint-from-name",
    "view-in-several-rows",
    "rows-in-order",
    "table-stays",
    "pages-by-register",
    "home-endpoint",
    "user-endpoint",
    "without-app-route",
)
def test_endpoints(jail, rng):
    """Each row has its endpoint, given or taken from the view's name"""
    one, two, three, place, *texts = draw.words(rng, 7)
    given, other = (f"{word}-page" for word in draw.words(rng, 2))
    number = rng.randrange(1, 1000)
    rows = [
        {"rule": f"/{place}/named", "endpoint": None, "found as": one, "view": one},
        {"rule": f"/{place}/given/<int:n>", "endpoint": given, "found as": given, "view": two, "n": number},
        {"rule": f"/{place}/taken/<int:n>", "endpoint": None, "found as": three, "view": three, "n": number + 1},
        # A view for the second time, under an endpoint of its own.
        {"rule": f"/{place}/again", "endpoint": other, "found as": other, "view": one},
    ]
    rng.shuffle(rows)
    say = dict(zip([one, two, three], texts, strict=True))
    for row in rows:
        value = row.pop("n", None)
        row["values"] = {} if value is None else {"n": value}
        row["path"] = row["rule"].replace("<int:n>", str(value))
        row["text"] = say[row["view"]]
    expected = [" ".join([row["text"], *map(str, row["values"].values())]) for row in rows]

    seen = registered_from_table(jail, rows)

    assert seen == {"urls": [row["path"] for row in rows], "texts": expected}, (
        "url_for must find each rule by the endpoint of its row, or by the view's name, and the view must answer there"
    )

    # Both rules fit the path, and neither better than the other.
    orders = [[f"/{place}/<a>", f"/{place}/<z>"], [f"/{place}/<z>", f"/{place}/<a>"]]
    seen = in_order_of_rows(jail, orders, f"/{place}/{one}")

    assert seen == [["first", True]] * 2, (
        "rules must be added in the order of the rows, so that the first answers, and the table must stay as it is"
    )

    seen = given_to_register(jail, number)

    assert seen == {"rules": ["/", "/users/<int:id>"], "urls": ["/", f"/users/{number}"]}, (
        "create_app must add its two pages by calling `register`, with the endpoints of the statement's table"
    )


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("clash-is-an-error", "view-in-several-rows")
def test_duplicate(jail, rng):
    """Two views with one endpoint are an AssertionError, which comes out"""
    one, two, endpoint, text, other, path = draw.words(rng, 6)
    for endpoints, names in (((endpoint, endpoint), (one, two)), ((None, None), (one, one)), ((one, None), (two, one))):
        rows = [
            {
                "rule": f"/{path}{index}",
                "endpoint": endpoints[index],
                "view": names[index],
                "text": (text, other)[index],
            }
            for index in (0, 1)
        ]

        seen = registered_twice(jail, *rows)

        assert seen == {"error": "AssertionError", "texts": [text, text]}, (
            "a second view with the endpoint of the first must be an AssertionError; one view may have several rules"
        )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("decorated-answers", "options-passed", "route-answers-get", "without-app-route")
def test_own_decorator(jail, rng):
    """A decorated view answers, with all options heeded"""
    path, name, text, word, default = draw.words(rng, 5)
    options = {"methods": ["POST"], "defaults": {"extra": default}}

    client = decorated(jail, f"/{path}/<word>", name, text, options).client()
    posted = client.post(f"/{path}/{word}")

    assert posted.status_code == 200, "the option `methods` must decide what the rule answers"
    assert posted.text == f"{text} {default} {word}", "the view must get its values, those of the option `defaults` too"
    assert client.get(f"/{path}/{word}").status_code == 405, "with methods=['POST'] the rule must not answer GET"
    plain = client.get(f"/{name}")

    assert (plain.status_code, plain.text) == (200, text), "without options the rule must answer GET"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("same-function", "route-any-app")
def test_returns_function(jail, rng):
    """What is decorated stays the same function"""
    path, text = draw.words(rng, 2)

    seen = after_decoration(jail, f"/{path}", text)

    assert seen == {"same": [True, True], "called": text, "pages": [text, text]}, (
        "the decorator must register the view with its application, any that is given, and return the view"
    )


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("options-passed", "route-endpoint-from-name", "route-clash-is-an-error")
def test_endpoint_option(jail, rng):
    """The option endpoint names the rule"""
    path, word, name = draw.words(rng, 3)
    number = rng.randrange(1, 1000)

    seen = with_endpoint(jail, f"/{path}", f"{word}-page", name, number)

    assert seen == {"urls": [f"/{path}/one/{number}", f"/{path}/two/{number}"], "error": "AssertionError"}, (
        "url_for must find the view by the option `endpoint`, or by its name; a name that is taken is an AssertionError"
    )
