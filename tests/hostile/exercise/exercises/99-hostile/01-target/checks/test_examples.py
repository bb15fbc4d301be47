"""Visible examples of 99-hostile/01-target: those of the statement. They earn no points."""

import pytest

from grader.checks import probe


@probe
def shouted(jail, text):
    """The answer of `shout`"""
    return jail.load("app").shout(text)


@pytest.mark.task(1)
def test_the_greeting_example(client):
    """GET /hello/world greets the world"""
    assert client.get("/hello/world").text == "Hello world"


@pytest.mark.task(3)
def test_the_shout_example(jail):
    """shout of abc is CBA"""
    assert shouted(jail, "abc") == "CBA"
