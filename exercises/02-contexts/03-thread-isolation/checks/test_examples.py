"""Visible examples of 02-contexts/03-thread-isolation: those of the statement. They earn no points."""

import pytest
from grader.checks import probe


@probe
def ada_and_grace(jail):
    module = jail.load("app")
    current_user = module.current_user
    module.set_user("ada")
    first = str(current_user)
    module.set_user("grace")
    return [first, str(current_user)]


@pytest.mark.task(1)
def test_ada_and_grace(jail):
    """current_user is the name that was stored last"""
    assert ada_and_grace(jail) == ["ada", "grace"]


@pytest.mark.task(2)
def test_who_is_ada(client):
    """GET /who?name=ada knows ada three times"""
    assert client.get("/who?name=ada").json == {"g": "ada", "arg": "ada", "user": "ada"}


@pytest.mark.task(2)
def test_who_is_nobody(client):
    """GET /who knows nobody"""
    assert client.get("/who").json == {"g": "nobody", "arg": None, "user": "nobody"}
