"""Visible examples of 04-routing/01-basic-routes: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_the_about_example(client):
    """GET /about/ says about, and GET /about leads there"""
    assert client.get("/about/").text == "about"
    assert client.get("/about").status_code == 308


@pytest.mark.task(2)
def test_the_hello_example(client):
    """GET /hello/ada greets ada, GET /hello/ a stranger"""
    assert client.get("/hello/ada").text == "Hello ada"
    assert client.get("/hello/").text == "Hello stranger"
