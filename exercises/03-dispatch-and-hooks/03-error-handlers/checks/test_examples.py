"""Visible examples of 03-dispatch-and-hooks/03-error-handlers: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_the_missing_page_example(client):
    """GET /no/such/page shows the path on a page with the status 404"""
    reply = client.get("/no/such/page")

    assert reply.status_code == 404
    assert "/no/such/page" in reply.text


@pytest.mark.task(2)
def test_the_division_example(client):
    """GET /div/17/5 is 3, and GET /div/17/0 a JSON error"""
    assert client.get("/div/17/5").text == "3"
    reply = client.get("/div/17/0")
    assert (reply.status_code, reply.json) == (400, {"error": "division by zero"})


@pytest.mark.task(2)
def test_the_crash_example(client):
    """GET /crash?m=secret keeps the secret"""
    reply = client.get("/crash?m=secret")
    assert (reply.status_code, reply.json) == (500, {"error": "internal"})
