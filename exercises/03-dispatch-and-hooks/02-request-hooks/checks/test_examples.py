"""Visible examples of 03-dispatch-and-hooks/02-request-hooks: those of the statement. They earn no points."""

import pytest
from grader.checks import application, probe


@probe
def events_of_one_request(jail):
    app = jail.app()
    app.test_client().get("/whoami")
    return list(jail.load("app").EVENTS)


@application
def app_that_knows_ada(jail):
    return jail.app(load_user={"t1": "ada"}.get)


@pytest.mark.task(1)
def test_the_events_example(jail):
    """GET /whoami leaves before, view, after and teardown:ok"""
    assert events_of_one_request(jail) == ["before", "view", "after", "teardown:ok"]


@pytest.mark.task(2)
def test_the_token_example(jail):
    """The token t1 is ada's, and without a token /private is closed"""
    client = app_that_knows_ada(jail).client()

    assert client.get("/whoami", headers={"X-Token": "t1"}).json == {"user": "ada"}
    assert client.get("/private").status_code == 401
