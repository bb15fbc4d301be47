"""Visible examples of 04-routing/02-converters: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_the_post_example(client):
    """GET /post/12 is post number 12, and /post/abc is not found"""
    assert client.get("/post/12").json == {"n": 12, "type": "int"}
    assert client.get("/post/abc", follow_redirects=True).status_code == 404


@pytest.mark.task(2)
def test_the_blog_example(client):
    """GET /blog/7/ names the kind and the id"""
    assert client.get("/blog/7/").json == {"kind": "blog", "id": "7"}


@pytest.mark.task(3)
def test_the_search_example(client):
    """GET /search/?wd=flask&page=3 gives both arguments back"""
    assert client.get("/search/?wd=flask&page=3").json == {"wd": "flask", "page": 3}
