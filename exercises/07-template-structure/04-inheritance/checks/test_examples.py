"""Visible examples of 07-template-structure/04-inheritance: those of the statement. They earn no points."""

import re

import pytest
from grader.checks import probe


@probe
def page(jail, template, values) -> str:
    return str(jail.render(template, **values))


def texts(html, tag):
    """The texts inside the page's first element of this kind, without blanks."""
    _, _, behind = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL).partition(f"<{tag}")
    inside, _, _ = behind.partition(f"</{tag}")
    pieces = re.split(r"<[^>]*>", "<" + inside)
    return [text for piece in pieces if (text := " ".join(piece.split()))]


@pytest.mark.task(1)
def test_the_base(jail):
    """The base shows Course and base text"""
    html = page(jail, "base.html", {})

    assert texts(html, "title") == ["Course"], "the title is `Course`"
    assert texts(html, "main") == ["base text"], "`main` shows `base text`"


@pytest.mark.task(2)
def test_the_child_called_ada(jail):
    """The child shows its name in the title and in the h1"""
    html = page(jail, "child.html", {"name": "Ada"})

    assert texts(html, "title") == ["Ada"], "the title is `Ada`"
    assert texts(html, "main") == ["base text", "Ada"], "`main` shows `base text`, then `Ada`"


@pytest.mark.task(3)
def test_the_grandchild_called_ada(jail):
    """The grandchild shows its links, and its text behind the child's"""
    values = {"name": "Ada", "title_text": "Notes", "deep": "far down", "links": ["/news", "/about"]}

    html = page(jail, "grandchild.html", values)

    assert texts(html, "title") == ["Notes - Ada"], "the title is `Notes - Ada`"
    assert texts(html, "nav") == ["/news", "/about"], "`nav` shows `/news` and `/about`"
    assert texts(html, "main") == ["base text", "Notes - Ada", "far down"], "`main` shows the three texts in this order"
