"""Hidden checks of 01-getting-started/02-debug-switches.

The environment says one thing and the parameter another. Every application that comes back also gets a page
of random name, so that it is known to be one.
"""

import pytest
from grader.checks import draw, probe


def flags(rng):
    """Both values, each more than once, in any order."""
    return rng.sample([True, True, False, False, rng.random() < 0.5], k=5)


@probe
def switched(jail, function, enabled, environment, names):
    """Make all the apps first, then report for each its flag, its configuration and what a page added to it says."""
    import os

    os.environ.update(environment)
    make = getattr(jail.load("app"), function)
    seen = []
    for app, name in list(zip([make(each) for each in enabled], names, strict=True)):
        app.add_url_rule(f"/{name}", endpoint=name, view_func=lambda name=name: name[::-1])
        page = app.test_client().get(f"/{name}").text
        seen.append({"debug": app.debug, "DEBUG": app.config["DEBUG"], "page": page})
    return seen


@probe
def loaded(jail, cases, names):
    """Load a class with own and inherited settings for each case; report which of the names are configured."""
    by_object = jail.load("app").by_object
    seen = []
    for own, inherited in cases:
        app = by_object(type("Settings", (type("Base", (), inherited),), own))
        seen.append({"debug": app.debug, "found": {name: app.config[name] for name in names if name in app.config}})
    return seen


@probe
def runs(jail, calls, environment, names):
    """Call `main` for each (enabled, port) with a recorder for `Flask.run`; report how each app was run."""
    import os

    from flask import Flask

    os.environ.update(environment)
    recorded = []

    def run(self, host=None, port=None, debug=None, *_, **__):
        recorded.append((self, port, self.debug if debug is None else bool(debug)))

    Flask.run = run
    main = jail.load("app").main
    for enabled, port in calls:
        main(enabled, port)
    seen = []
    for (app, port, debug), name in list(zip(recorded, names, strict=False)):
        app.add_url_rule(f"/{name}", endpoint=name, view_func=lambda name=name: name[::-1])
        seen.append([debug, port, app.test_client().get(f"/{name}").text])
    return {"runs": len(recorded), "seen": seen}


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("new-app-each-call", "attribute-switches", "both-values", "environment-ignored")
def test_attribute(jail, rng):
    """The attribute switches debug mode on and off"""
    enabled, names = flags(rng), draw.marks(rng, 5)
    expected = [{"debug": on, "DEBUG": on, "page": name[::-1]} for on, name in zip(enabled, names, strict=True)]

    seen = switched(jail, "by_attribute", enabled, {"FLASK_ENV": "development", "FLASK_DEBUG": "1"}, names)

    assert seen == expected, "each call must return a new app whose debug mode is `enabled`, on or off"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("new-app-each-call", "configuration-switches", "both-values", "environment-ignored")
def test_update(jail, rng):
    """The configuration switches debug mode on and off"""
    enabled, names = flags(rng), draw.marks(rng, 5)
    expected = [{"debug": on, "DEBUG": on, "page": name[::-1]} for on, name in zip(enabled, names, strict=True)]

    seen = switched(jail, "by_update", enabled, {"FLASK_ENV": "development", "FLASK_DEBUG": "1"}, names)

    assert seen == expected, "each call must return a new app whose configuration has DEBUG as `enabled`, on or off"


@pytest.mark.task(1)
@pytest.mark.points(3)
@pytest.mark.judges(
    "new-app-each-call", "object-all-settings", "object-upper-case-only", "object-inherited", "both-values"
)
def test_object(jail, rng):
    """All settings of a class arrive, and nothing else of it"""
    names = draw.marks(rng, 6)
    cases, expected = [], []
    for on in flags(rng):
        own = {"DEBUG": on, names[0].upper(): rng.randrange(1000, 10000), names[1].upper(): names[3]}
        inherited = {names[2].upper(): rng.randrange(1000, 10000)}
        expected.append({"debug": on, "found": own | inherited})
        strange = {names[4]: names[0], names[5].title(): names[1]}
        cases.append([own | strange, inherited | {names[0]: names[4]}])
    asked = {name for own, inherited in cases for name in [*own, *inherited]}

    seen = loaded(jail, cases, sorted(asked))

    assert seen == expected, "the names in upper case must be in the configuration, inherited ones too, and no others"


@pytest.mark.task(2)
@pytest.mark.points(3)
@pytest.mark.judges("import-starts-nothing", "run-once", "run-port", "run-mode", "run-ignores-flask-env")
def test_run(jail, rng):
    """main runs the app once, on that port and in that mode"""
    enabled, names = flags(rng), draw.marks(rng, 5)
    ports = rng.sample(range(1024, 65536), k=5)
    calls = [[on, port] for on, port in zip(enabled, ports, strict=True)]

    seen = runs(jail, calls, {"FLASK_ENV": "development"}, names)

    assert seen == {
        "runs": 5,
        "seen": [[on, port, name[::-1]] for on, port, name in zip(enabled, ports, names, strict=True)],
    }, "each call must run one app, once, with that port and with that debug flag"
