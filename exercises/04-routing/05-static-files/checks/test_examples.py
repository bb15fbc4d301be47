"""Visible examples of 04-routing/05-static-files: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_the_style_sheet_example(client):
    """GET /files/css/site.css is the style sheet"""
    reply = client.get("/files/css/site.css")

    assert reply.status_code == 200
    assert "#333" in reply.text


@pytest.mark.task(2)
def test_the_asset_url_example(client):
    """The URL of a b.txt is /files/a%20b.txt"""
    assert client.get("/asset-url?name=a%20b.txt").text == "/files/a%20b.txt"
