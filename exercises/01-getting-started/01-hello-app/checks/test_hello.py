"""Hidden checks of 01-getting-started/01-hello-app.

Every check loads the module with a stand-in for `Flask.run`: a program that starts a server when it is
imported loses the check about that, and no other. Where a probe reports what is the same in every right
program, it also adds a page of random name to `app` and reports what that page says.
"""

import pytest
from grader.checks import application, draw, probe


@application
def hello(jail):
    """Import the module, with a stand-in for `Flask.run`."""
    with jail.flask_runs():
        return jail.app()


@probe
def runs_at_import(jail, word):
    """Import the module; report the calls of `Flask.run` and what a page added to `app` says."""
    with jail.flask_runs() as calls:
        app = jail.load("hello").app
        app.add_url_rule(f"/{word}", endpoint=word, view_func=lambda: word[::-1])
        page = app.test_client().get(f"/{word}").text
    return {"runs": len(calls), "page": page}


@probe
def runs_as_program(jail, word):
    """Execute the file; report for each run its port, its debug flag and a page added to `app` later."""
    from flask import Flask

    calls = []

    def run(self, host=None, port=None, debug=None, *_, **__):
        calls.append((self, port, debug))

    Flask.run = run
    app = jail.run_as_main("hello.py").get("app")
    if isinstance(app, Flask):
        app.add_url_rule(f"/{word}", endpoint=word, view_func=lambda: word[::-1])
    return [[port, debug, runner.test_client().get(f"/{word}").text] for runner, port, debug in calls]


@probe
def found_by_the_flask_program(jail, word, wanted):
    """Load the application as `flask --app hello` does; report which rules are there, and a page added."""
    from flask.cli import ScriptInfo

    with jail.flask_runs():
        jail.load("hello").app.add_url_rule(f"/{word}", endpoint=word, view_func=lambda: word[::-1])
        found = ScriptInfo(app_import_path="hello").load_app()
    rules = {rule.rule for rule in found.url_map.iter_rules()}
    return {"rules": sorted(rules.intersection(wanted)), "page": found.test_client().get(f"/{word}").text}


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("root-text", "exact-texts")
def test_root_text(jail, rng):
    """The front page says Hello, World!"""
    client = hello(jail).client()

    reply = client.get("/")

    assert reply.status_code == 200, "`/` must answer 200"
    assert reply.text == "Hello, World!", "the answer must be exactly the text of the statement"
    assert client.get(f"/{draw.mark(rng)}").text != reply.text, "this text is for the path / alone"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("hello-text", "no-final-slash", "exact-texts", "no-post")
def test_hello_text(jail):
    """The page /hello says Hello, without a slash at the end only"""
    client = hello(jail).client()

    reply = client.get("/hello")

    assert reply.status_code == 200, "/hello itself must be answered with a 200, without a redirect"
    assert reply.text == "Hello", "the answer must be exactly the text of the statement"
    assert client.get("/hello/").status_code == 404, "with a slash at the end there is no such page"
    assert client.post("/hello").status_code == 405, "the page /hello takes no POST"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.needs("test_root_text")
@pytest.mark.judges("other-paths-404", "no-post")
def test_unknown_404(jail, rng):
    """What no rule names is not found, and a POST is refused"""
    client = hello(jail).client()

    for path in (f"/{draw.mark(rng)}", f"/{draw.mark(rng)}/{draw.mark(rng)}", f"/hello/{draw.mark(rng)}"):
        assert client.get(path).status_code == 404, "any path but / and /hello is not found"
    assert client.post("/").status_code == 405, "the page / takes no POST"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.needs("test_hello_text")
@pytest.mark.judges("import-is-quiet")
def test_import_is_quiet(jail, rng):
    """Importing the module starts no server"""
    word = draw.mark(rng)

    seen = runs_at_import(jail, word)

    assert seen == {"runs": 0, "page": word[::-1]}, "`import hello` must create `app` and never call `run`"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("runs-once", "debug-and-port")
def test_main_runs(jail, rng):
    """python hello.py runs the application on port 8000, in debug mode"""
    word = draw.mark(rng)

    seen = runs_as_program(jail, word)

    assert seen == [[8000, True, word[::-1]]], (
        "`run` of the global `app` must be called once, with `debug=True` and `port=8000`"
    )


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("app-is-flask", "flask-finds-rules")
def test_discovered(jail, rng):
    """The flask program finds the application and its two rules"""
    word = draw.mark(rng)

    seen = found_by_the_flask_program(jail, word, ["/", "/hello", f"/{word}", f"/{word[::-1]}"])

    expected = {"rules": sorted(["/", "/hello", f"/{word}"]), "page": word[::-1]}
    assert seen == expected, "`flask --app hello` must find `app`, with a rule / and a rule /hello"
