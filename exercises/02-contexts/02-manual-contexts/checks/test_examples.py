"""Visible examples of 02-contexts/02-manual-contexts: those of the statement. They earn no points."""

import pytest
from grader.checks import probe


@probe
def links_of_a_post(jail):
    from flask import Flask

    contexts = jail.load("contexts")
    app = Flask("example")
    app.add_url_rule("/post/<int:number>", endpoint="post")
    return [
        contexts.link(app, "post", number=7, page=2),
        contexts.absolute_link(app, "example.com", "post", number=7),
    ]


@probe
def in_and_out(jail):
    from flask import Flask

    contexts = jail.load("contexts")
    return [
        contexts.app_names([Flask("one"), Flask("two")]),
        contexts.paths(Flask("example"), ["/a", "/b?x=1"]),
    ]


@pytest.mark.task(1)
def test_links_of_a_post(jail):
    """The links of the statement"""
    assert links_of_a_post(jail) == ["/post/7?page=2", "http://example.com/post/7"]


@pytest.mark.task(2)
def test_in_and_out(jail):
    """Two apps, and two requests, in and out"""
    assert in_and_out(jail) == [["one", "two", "two", "one"], ["/a", "/b", "/b", "/a"]]
