"""Visible examples of 08-views-and-blueprints/01-add-url-rule: those of the statement. They earn no points."""

import pytest
from grader.checks import application, probe


@probe
def url_of_user_seven(jail):
    from flask import url_for

    with jail.app().test_request_context("/"):
        return url_for("user-page", id=7)


@application
def with_ping(jail):
    from flask import Flask

    app = type("Bare", (Flask,), {"route": None})("pinged")

    @jail.load("app").route(app, "/ping")
    def ping():
        return "pong"

    return app


@pytest.mark.task(1)
def test_the_user_example(client):
    """GET /users/7 shows user 7"""
    assert client.get("/users/7").text == "user 7"


@pytest.mark.task(1)
def test_the_url_example(jail):
    """url_for("user-page", id=7) is /users/7"""
    assert url_of_user_seven(jail) == "/users/7"


@pytest.mark.task(2)
def test_the_ping_example(jail):
    """A view below @route(app, "/ping") answers there"""
    assert with_ping(jail).client().get("/ping").text == "pong"
