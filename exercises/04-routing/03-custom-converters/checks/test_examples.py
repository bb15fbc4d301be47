"""Visible examples of 04-routing/03-custom-converters: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_the_telephone_example(client):
    """GET /tel/13800138000/ shows the number"""
    assert client.get("/tel/13800138000/").text == "13800138000"


@pytest.mark.task(2)
def test_the_tags_example(client):
    """GET /tags/red+green/ is the list of both"""
    assert client.get("/tags/red+green/").json == ["red", "green"]


@pytest.mark.task(2)
def test_the_link_example(client):
    """GET /tag-link?t=red&t=green is the URL of their page"""
    assert client.get("/tag-link?t=red&t=green").text == "/tags/red+green/"
