"""Visible examples of 06-templates/01-render-and-links: those of the statement. They earn no points."""

import re

import pytest


@pytest.mark.task(1)
def test_the_hello_example(client):
    """GET /hello/Ada greets Ada"""
    reply = client.get("/hello/Ada")

    assert reply.status_code == 200
    assert re.search(r"<h1\b[^>]*>\s*Hello\s+Ada\s*<", reply.text), "the `h1` says `Hello Ada`"


@pytest.mark.task(2)
def test_the_again_example(client):
    """The page for Ada has a link with the id again"""
    assert re.search(r"id\s*=\s*[\"']?again\b", client.get("/hello/Ada").text), "there is a link with the id `again`"


@pytest.mark.task(3)
def test_the_card_example(client):
    """GET /card?name=Ada&age=36 shows Ada, a dash and 36"""
    reply = client.get("/card?name=Ada&age=36")

    assert reply.status_code == 200
    assert re.findall(r"<dd\b[^>]*>\s*(\S*?)\s*<", reply.text) == ["Ada", "-", "36"]
