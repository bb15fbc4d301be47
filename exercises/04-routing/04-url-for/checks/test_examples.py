"""Visible examples of 04-routing/04-url-for: those of the statement. They earn no points."""

from urllib.parse import urlsplit

import pytest

QUERY = {"page": "2", "count": "5", "next": "/home"}


@pytest.mark.task(1)
def test_the_list_example(client):
    """The link to page 2 of the list is /post/list/2/?count=5"""
    link = urlsplit(client.get("/make", query_string=QUERY).json["list"])

    assert (link.path, link.query) == ("/post/list/2/", "count=5")


@pytest.mark.task(2)
def test_the_absolute_example(client):
    """The absolute link to page 7 is http://localhost/post/list/7/"""
    reply = client.get("/make", query_string=QUERY, base_url="http://localhost")

    assert reply.json["absolute"] == "http://localhost/post/list/7/"
