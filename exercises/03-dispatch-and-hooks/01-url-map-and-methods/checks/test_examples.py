"""Visible examples of 03-dispatch-and-hooks/01-url-map-and-methods. They earn no points."""

import pytest
from grader.checks import probe


@probe
def a_small_map_described(jail):
    from flask import Flask

    app = Flask("small")
    app.add_url_rule("/ping", endpoint="ping", view_func=lambda: "pong")
    app.add_url_rule("/form", endpoint="fill", view_func=lambda: "", methods=["POST", "GET"])
    return jail.load("app").describe(app)


@pytest.mark.task(1)
def test_the_item_example(client):
    """GET /item/5 reads item 5, and GET /ping says pong"""
    assert client.get("/item/5").json == {"action": "read", "n": 5}
    assert client.get("/ping").text == "pong"


@pytest.mark.task(2)
def test_the_map_example(jail):
    """describe returns the statement's list for the statement's two rules"""
    assert a_small_map_described(jail) == [["/form", "fill", ["GET", "POST"]], ["/ping", "ping", ["GET"]]]
