"""Visible examples of 08-views-and-blueprints/04-blueprints: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_the_profile_example(client):
    """GET /user/profile/ says profile"""
    assert client.get("/user/profile/").text == "profile"


@pytest.mark.task(2)
def test_the_index_example(client):
    """GET / links to both blueprints"""
    assert client.get("/").json == {"user.profile": "/user/profile/", "news.news_list": "/news/list/"}


@pytest.mark.task(3)
def test_the_press_example(jail):
    """With another prefix the news move"""
    client = jail.app({"news": "/press"}).client()
    assert client.get("/press/detail/7/").text == "detail 7"
    assert client.get("/news/detail/7/").status_code == 404
