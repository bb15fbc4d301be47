"""Visible examples of 01-getting-started/02-debug-switches: those of the statement. They earn no points."""

import pytest
from grader.checks import probe


@probe
def flags(jail):
    app = jail.load("app")
    return [app.by_attribute(True).debug, app.by_update(False).config["DEBUG"]]


@probe
def settings_of_a_class(jail):
    class Settings:
        DEBUG = True
        PAGE_SIZE = 20
        note = "not a setting"

    made = jail.load("app").by_object(Settings)
    return [made.debug, made.config["PAGE_SIZE"], "note" in made.config]


@pytest.mark.task(1)
def test_flags(jail):
    """The attribute and the configuration of the statement"""
    assert flags(jail) == [True, False]


@pytest.mark.task(1)
def test_settings_of_a_class(jail):
    """The settings of the statement's class"""
    assert settings_of_a_class(jail) == [True, 20, False]
