"""Visible examples of 07-template-structure/01-if-and-for: those of the statement. They earn no points."""

import re

import pytest
from grader.checks import probe

PEOPLE = [
    {"name": "Ada", "age": 36, "active": True},
    {"name": "Grace", "age": 78, "active": False},
    {"name": "Linus", "age": 12, "active": True},
]


@probe
def page(jail, people, limit) -> str:
    from flask import render_template

    with jail.app().test_request_context("/"):
        return str(render_template("people.html", people=people, limit=limit))


def words(html):
    """The text of a page, without comments and tags, blanks collapsed."""
    return " ".join(re.sub(r"<!--.*?-->|<[^>]*>", " ", html, flags=re.DOTALL).split())


@pytest.mark.task(1)
def test_the_two_active_people(jail):
    """Ada and Linus are listed, Grace is not"""
    shown = words(page(jail, PEOPLE, 10))

    assert "1. Ada adult" in shown, "the first item is `1. Ada adult`"
    assert "2. Linus minor" in shown, "the second item is `2. Linus minor`"
    assert "Grace" not in shown, "Grace is not active"


@pytest.mark.task(2)
def test_nobody(jail):
    """An empty list shows nobody"""
    assert "nobody" in words(page(jail, [], 10)), "the item of an empty list is `nobody`"


@pytest.mark.task(3)
def test_the_total_of_both(jail):
    """Ada and Linus are 48 years old together"""
    assert re.search(r"id\s*=\s*[\"']?total\b[^>]*>\s*48\s*<", page(jail, PEOPLE, 10)), "`#total` shows `48`"
