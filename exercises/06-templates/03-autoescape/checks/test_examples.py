"""Visible examples of 06-templates/03-autoescape: those of the statement. They earn no points."""

import re

import pytest
from grader.checks import probe


@probe
def cleaned(jail, html) -> str:
    return str(jail.load("app").clean(html))


@pytest.mark.task(1)
def test_the_text_example(client):
    """GET /show?text=<b>&html=x shows <b> as text"""
    reply = client.get("/show", query_string={"text": "<b>", "html": "x"})

    assert reply.status_code == 200
    assert re.search(r"id\s*=\s*[\"']?text\b[^>]*>\s*&lt;b(&gt;|>)\s*<", reply.text), "`#text` shows `<b>` as text"


@pytest.mark.task(2)
def test_the_banner_example(client):
    """GET /show?text=x&html=x shows the banner with its em element"""
    reply = client.get("/show", query_string={"text": "x", "html": "x"})

    assert "Welcome to the <em>course</em>" in reply.text, "`#trusted` shows the banner with its markup"


@pytest.mark.task(3)
def test_the_clean_example(jail):
    """Bold is kept"""
    assert cleaned(jail, "<b>bold</b>") == "<b>bold</b>"
