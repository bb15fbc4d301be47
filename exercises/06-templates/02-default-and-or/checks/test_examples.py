"""Visible examples of 06-templates/02-default-and-or: those of the statement. They earn no points."""

import re

import pytest
from grader.checks import probe


@probe
def profile(jail, values) -> str:
    return str(jail.render("profile.html", **values))


def shows(html, name, text):
    """Whether an element with that id holds that text and no tags."""
    return re.search(rf"id\s*=\s*[\"']?{name}\b[^>]*>\s*{re.escape(text)}\s*<", html) is not None


@pytest.mark.task(1)
def test_the_nick_example(jail):
    """Without a nick the page shows anonymous"""
    assert shows(profile(jail, {}), "nick", "anonymous"), "`#nick` shows `anonymous`"


@pytest.mark.task(2)
def test_the_bio_example(jail):
    """A bio that is None is shown as nothing written yet"""
    assert shows(profile(jail, {"bio": None}), "bio", "nothing written yet"), "`#bio` shows `nothing written yet`"


@pytest.mark.task(2)
def test_the_tags_example(jail):
    """The tags red and green are joined"""
    assert shows(profile(jail, {"tags": ["red", "green"]}), "tags", "red, green"), "`#tags` shows `red, green`"
