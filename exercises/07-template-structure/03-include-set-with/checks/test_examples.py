"""Visible examples of 07-template-structure/03-include-set-with: those of the statement. They earn no points."""

import re

import pytest
from grader.checks import probe

EXAMPLE = {"name": "Ada Lovelace", "numbers": [7.5, 12, 3.141], "site": "Course"}


@probe
def page(jail, values) -> str:
    return str(jail.render("page.html", **values))


def shows(html, start, text):
    """Whether a tag that matches `start` is followed by that text and another tag."""
    return re.search(rf"{start}[^>]*>\s*{re.escape(text)}\s*<", html) is not None


@pytest.mark.task(1)
def test_ada_in_capitals(jail):
    """Ada Lovelace in capitals"""
    assert shows(page(jail, EXAMPLE), r"\bid\s*=\s*[\"']?shout\b", "ADA LOVELACE"), "`#shout` shows `ADA LOVELACE`"


@pytest.mark.task(2)
def test_the_first_price(jail):
    """The number 7.5 is the price 7.50"""
    assert shows(page(jail, EXAMPLE), r"\bclass\s*=\s*[\"']?price\b", "7.50"), "a `span.price` shows `7.50`"


@pytest.mark.task(3)
def test_the_footer(jail):
    """The footer shows the site"""
    assert shows(page(jail, EXAMPLE), "<footer", "Course"), "the `footer` shows `Course`"
