"""Visible examples of 09-cookies-and-sessions/02-cookies: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_the_colour_example(client):
    """GET /set/colour/teal, then GET /get/colour"""
    assert client.get("/get/colour").json == {"value": None}

    client.get("/set/colour/teal")

    assert client.get("/get/colour").json == {"value": "teal"}


@pytest.mark.task(1)
def test_the_header_of_the_example(client):
    """The cookie of the example is HttpOnly"""
    header = client.get("/set/colour/teal").headers.get("Set-Cookie", "")

    assert header.startswith("colour=teal")
    assert "httponly" in header.lower()
