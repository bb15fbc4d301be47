"""Visible examples of 09-cookies-and-sessions/01-login-session: those of the statement. They earn no points."""

import pytest

CONFIG = {"SECRET_KEY": "only for the examples"}


@pytest.mark.task(1)
def test_a_new_visitor(jail):
    """A new visitor is not logged in"""
    client = jail.app(CONFIG).client()

    assert "You are not logged in" in client.get("/").text


@pytest.mark.task(1)
def test_ada_logs_in(jail):
    """After POST /login with username=ada the page greets ada"""
    client = jail.app(CONFIG).client()

    assert client.post("/login", data={"username": "ada"}).status_code == 302
    assert "Logged in as ada" in client.get("/").text
