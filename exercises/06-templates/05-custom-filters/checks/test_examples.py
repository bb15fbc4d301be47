"""Visible examples of 06-templates/05-custom-filters: those of the statement. They earn no points."""

import pytest
from grader.checks import probe


@probe
def fill(jail, template, values) -> str:
    """Render a line of Jinja with the application's filters."""
    return str(jail.app().jinja_env.from_string(template).render(**values))


@pytest.mark.task(1)
def test_the_cut_example(jail):
    """Every hello is cut from "hello big hello world\""""
    assert fill(jail, "{{ value|cut('hello ') }}", {"value": "hello big hello world"}) == "big world"


@pytest.mark.task(1)
def test_the_mask_example(jail):
    """The last two digits of 13800138000 are kept"""
    assert fill(jail, "{{ value|mask }}", {"value": "13800138000"}) == "*********00"


@pytest.mark.task(3)
def test_the_article_example(client):
    """GET /article?text=hello+there&phone=13800138000 shows the masked number"""
    reply = client.get("/article", query_string={"text": "hello there", "phone": "13800138000"})

    assert reply.status_code == 200
    assert "*********00" in reply.text, "the page shows the masked number"
