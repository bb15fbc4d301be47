"""Visible examples of 05-requests-responses/04-redirects: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_the_old_home_example(client):
    """GET /old-home is a 301"""
    assert client.get("/old-home").status_code == 301


@pytest.mark.task(2)
def test_the_profile_example(client):
    """GET /profile/?name=ada shows ada's profile"""
    assert "Profile ada" in client.get("/profile/?name=ada").text


@pytest.mark.task(3)
def test_the_order_example(client):
    """POST /orders with id=7 is a 303"""
    assert client.post("/orders", data={"id": "7"}).status_code == 303
