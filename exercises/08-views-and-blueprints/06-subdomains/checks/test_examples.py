"""Visible examples of 08-views-and-blueprints/06-subdomains: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_the_two_hosts(client):
    """The main host and cms answer with a link to each other"""
    main = client.get("/", base_url="http://jd.test:5000/")
    assert main.json == {"site": "main", "cms": "http://cms.jd.test:5000/"}

    cms = client.get("/", base_url="http://cms.jd.test:5000/")
    assert cms.json == {"site": "cms", "home": "http://jd.test:5000/"}


@pytest.mark.task(2)
def test_ada(client):
    """ada.jd.test:5000 is the host of ada"""
    assert client.get("/", base_url="http://ada.jd.test:5000/").json == {"site": "user", "name": "ada"}


@pytest.mark.task(3)
def test_a_foreign_host(client):
    """jd.test.evil.example:5000 is refused"""
    assert client.get("/", base_url="http://ada.jd.test:5000/").status_code == 200
    assert client.get("/", base_url="http://jd.test.evil.example:5000/").status_code in (400, 404)


@pytest.mark.task(4)
def test_the_shop(jail):
    """create_app("shop.example:8080") answers at cms.shop.example:8080"""
    client = jail.app("shop.example:8080").client()

    reply = client.get("/", base_url="http://cms.shop.example:8080/")

    assert reply.json == {"site": "cms", "home": "http://shop.example:8080/"}
