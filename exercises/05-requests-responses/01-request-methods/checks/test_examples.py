"""Visible examples of 05-requests-responses/01-request-methods: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_the_get_example(client):
    """GET /echo?a=1 tells its parts"""
    reply = client.get("/echo?a=1", headers={"User-Agent": "curl/8.5.0"})

    assert reply.json == {"method": "GET", "arg": "1", "form": None, "json": None, "agent": "curl/8.5.0"}


@pytest.mark.task(1)
def test_the_put_example(client):
    """PUT /echo tells the JSON in its body"""
    reply = client.put("/echo", json=[1, 2], headers={"User-Agent": "curl/8.5.0"})

    assert reply.json == {"method": "PUT", "arg": None, "form": None, "json": [1, 2], "agent": "curl/8.5.0"}


@pytest.mark.task(2)
def test_the_greeting_example(client):
    """POST /greet with name=ada greets ada"""
    assert "Hello ada" in client.post("/greet", data={"name": "ada"}).text
