"""Visible examples of 05-requests-responses/02-return-values: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_the_created_example(client):
    """GET /created/tea is a 201 with a header"""
    reply = client.get("/created/tea")

    assert (reply.status_code, reply.text, reply.headers.get("X-Word")) == (201, "created tea", "tea")


@pytest.mark.task(2)
def test_the_list_example(client):
    """GET /list/3 counts to 2"""
    assert client.get("/list/3").json == [0, 1, 2]


@pytest.mark.task(3)
def test_the_teapot_example(client):
    """GET /teapot is a 418"""
    assert client.get("/teapot").status_code == 418
