"""Visible examples of 08-views-and-blueprints/05-blueprint-assets: those of the statement. They earn no points."""

import pytest
from grader.checks import application


@application
def press(jail):
    """Another application, in which the news are below /press."""
    from flask import Flask

    jail.app()
    app = Flask("press", root_path=jail.folder("press"))
    app.register_blueprint(jail.load("blueprints.news").news_bp, url_prefix="/press")
    return app


@pytest.mark.task(1)
def test_the_detail_example(client):
    """GET /news/detail/7/ shows detail 7 and links to the list"""
    page = client.get("/news/detail/7/").text

    assert "detail 7" in page, "the page shows `detail 7`"
    assert "<a " in page, "the page has a link"


@pytest.mark.task(2)
def test_the_shared_example(client):
    """GET /news/shared/ shows from-app"""
    assert "from-app" in client.get("/news/shared/").text


@pytest.mark.task(3)
def test_the_style_sheets_example(client):
    """GET / and GET /news/list/ link to their style sheets"""
    assert "site.css" in client.get("/").text, "the home page has a link to `site.css`"
    assert "news.css" in client.get("/news/list/").text, "the list has a link to `news.css`"


@pytest.mark.task(4)
def test_the_press_example(jail):
    """Under the prefix /press the detail is there, too"""
    assert "detail 7" in press(jail).client().get("/press/detail/7/").text
