"""Visible examples of 08-views-and-blueprints/03-method-views: those of the statement. They earn no points."""

import pytest

HEADERS = {"X-Token": "secret"}


@pytest.mark.task(1)
def test_the_milk_example(client):
    """POST /todos/ adds the milk"""
    reply = client.post("/todos/", json={"title": "milk"}, headers=HEADERS)
    assert reply.status_code == 201
    assert reply.json["title"] == "milk"
    assert client.get(f"/todos/{reply.json['id']}", headers=HEADERS).json == reply.json


@pytest.mark.task(2)
def test_the_admin_example(client):
    """/admin asks for the token"""
    assert client.get("/admin", headers=HEADERS).text == "admin"
    assert client.get("/admin").status_code == 401


@pytest.mark.task(3)
def test_the_closed_list_example(client):
    """GET /todos/ asks for the token"""
    assert client.get("/todos/", headers=HEADERS).json == []
    assert client.get("/todos/").status_code == 401
