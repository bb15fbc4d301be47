"""Visible examples of 06-templates/04-filter-toolbox: those of the statement. They earn no points."""

import re

import pytest
from grader.checks import probe

EXAMPLE = {
    "names": ["Ada", "Grace", "Linus"],
    "title": "Alan and Ada",
    "html": "<p>Fresh   <b>b</b>read</p>",
    "number_text": "41",
    "price_text": "12.25",
    "sentence": "Templates keep Python out of pages",
    "greeting": "Hello",
    "who": "Ada",
}


@probe
def report(jail, context) -> str:
    return str(jail.render("report.html", **context))


def shows(html, name, text):
    """Whether an element with that id holds that text and no tags."""
    return re.search(rf"id\s*=\s*[\"']?{name}\b[^>]*>\s*{re.escape(text)}\s*<", html) is not None


@pytest.mark.task(1)
def test_the_list_examples(jail):
    """The names Ada, Grace and Linus are joined by dashes"""
    assert shows(report(jail, EXAMPLE), "joined", "Ada-Grace-Linus"), "`#joined` shows `Ada-Grace-Linus`"


@pytest.mark.task(2)
def test_the_sentence_example(jail):
    """The sentence of the statement is cut behind its second word"""
    assert shows(report(jail, EXAMPLE), "short", "Templates keep..."), "`#short` shows `Templates keep...`"


@pytest.mark.task(3)
def test_the_greeting_example(jail):
    """The greeting of the statement"""
    assert shows(report(jail, EXAMPLE), "formatted", "Hello? - Ada!"), "`#formatted` shows `Hello? - Ada!`"
