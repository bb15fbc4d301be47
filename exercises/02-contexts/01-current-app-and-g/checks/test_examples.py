"""Visible examples of 02-contexts/01-current-app-and-g: those of the statement. They earn no points."""

import pytest
from grader.checks import probe


@probe
def names_without_a_context(jail):
    from flask import Flask

    app = Flask("example")
    app.secret_key = "not a secret"
    return jail.load("contexts").availability(app)["none"]


@probe
def one_more_than_seven(jail):
    from flask import Flask, g

    return jail.load("contexts").run_with_g(Flask("example"), 7, lambda: g.value + 1)


@pytest.mark.task(1)
def test_names_without_a_context(jail):
    """Without a context no name works"""
    assert names_without_a_context(jail) == []


@pytest.mark.task(2)
def test_one_more_than_seven(jail):
    """run_with_g(app, 7, lambda: g.value + 1) is 8"""
    assert one_more_than_seven(jail) == 8
