"""Visible examples of 18-redis/04-server-side-sessions. They earn no points."""

import pytest
from grader.checks import application


@application
def shop(jail):
    return jail.app(jail.redis())


@pytest.mark.task(1)
def test_the_cookie_is_an_id(jail):
    """The cookie is set at login and does not contain the user's name"""
    reply = shop(jail).client().post("/login", data={"user": "ada", "secret": "engine"})

    cookies = [line for line in reply.headers.getlist("Set-Cookie") if line.startswith("session=")]
    assert cookies, "the login must set the cookie `session`"
    assert "ada" not in cookies[-1]


@pytest.mark.task(3)
def test_ada_fills_her_cart(jail):
    """Ada logs in and buys tea and milk"""
    client = shop(jail).client()

    client.post("/login", data={"user": "ada", "secret": "engine"})

    assert client.get("/me").json == {"user": "ada"}
    assert client.post("/cart/tea").json == {"cart": ["tea"]}
    assert client.post("/cart/milk").json == {"cart": ["tea", "milk"]}
