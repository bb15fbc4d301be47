"""Visible examples of 07-template-structure/04-inheritance: those of the statement. They earn no points."""

import re

import pytest
from grader.checks import probe


@probe
def page(jail, template, values) -> str:
    return str(jail.render(template, **values))


def texts(html):
    """What stands between the page's tags, without blanks."""
    return [text for piece in re.split(r"<[^>]*>", html) if (text := " ".join(piece.split()))]


@pytest.mark.task(1)
def test_the_base(jail):
    """The base shows Course and base text"""
    assert texts(page(jail, "base.html", {})) == ["Course", "base text"]


@pytest.mark.task(2)
def test_the_child_called_ada(jail):
    """The child shows its name in the title and in the h1"""
    assert texts(page(jail, "child.html", {"name": "Ada"})) == ["Ada", "base text", "Ada"]


@pytest.mark.task(3)
def test_the_grandchild_called_ada(jail):
    """The grandchild shows its links, and its text behind the child's"""
    values = {"name": "Ada", "title_text": "Notes", "deep": "far down", "links": ["/news", "/about"]}

    seen = texts(page(jail, "grandchild.html", values))

    assert seen == ["Notes - Ada", "/news", "/about", "base text", "Notes - Ada", "far down"]
