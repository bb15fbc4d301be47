"""Visible examples of 09-cookies-and-sessions/03-session-operations: those of the statement. They earn no points."""

import pytest

CONFIG = {"SECRET_KEY": "only for the examples"}


@pytest.mark.task(1)
def test_the_colour_example(jail):
    """colour7 is stored, read and removed"""
    client = jail.app(CONFIG).client()

    assert client.post("/session/colour7", data={"value": "teal"}).status_code < 400
    assert client.get("/session/colour7").json == {"value": "teal"}
    assert client.get("/session/shape7").json == {"value": None}
    assert client.delete("/session/colour7").json == {"existed": True}
    assert client.delete("/session/colour7").json == {"existed": False}


@pytest.mark.task(2)
def test_a_permanent_session(jail):
    """With the field permanent the cookie says when it ends"""
    client = jail.app(CONFIG).client()

    reply = client.post("/session/colour7", data={"value": "teal", "permanent": "1"})

    header = reply.headers.get("Set-Cookie", "").lower()
    assert "expires=" in header or "max-age=" in header


@pytest.mark.task(3)
def test_the_tags_example(jail):
    """The tags red, blue, red"""
    client = jail.app(CONFIG).client()

    assert client.post("/tags/red").json == {"tags": ["red"]}
    assert client.post("/tags/blue").json == {"tags": ["red", "blue"]}
    assert client.post("/tags/red").json == {"tags": ["red", "blue", "red"]}
