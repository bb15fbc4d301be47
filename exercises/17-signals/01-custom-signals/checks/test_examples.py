"""Visible examples of 17-signals/01-custom-signals: those of the statement. They earn no points."""

import pytest
from grader.checks import probe


@probe
def ada_visits(jail):
    """Visit once while a receiver of the probe listens; report what it heard, and the list."""
    module = jail.load("app")
    app = jail.app()
    with jail.signals(module.visit_signal) as heard:
        answer = app.test_client().get("/visit/ada").text
    return {"answer": answer, "heard": [words["username"] for _, _, words in heard], "visits": app.config["VISITS"]}


@probe
def grace_is_tracked(jail):
    """The second half of the statement's example."""
    module = jail.load("app")
    app = jail.app()
    stop = module.track(app)
    app.test_client().get("/visit/grace")
    stop()
    app.test_client().get("/visit/tony")
    return app.config["VISITS"]


@pytest.mark.task(1)
def test_ada_visits(jail):
    """GET /visit/ada sends the signal and leaves the list alone"""
    assert ada_visits(jail) == {"answer": "ok", "heard": ["ada"], "visits": []}


@pytest.mark.task(2)
def test_grace_is_tracked(jail):
    """Between track and stop, a visitor is noted"""
    assert grace_is_tracked(jail) == ["grace"]
