"""Visible examples of 09-cookies-and-sessions/04-signed-not-secret: those of the statement. They earn no points."""

from typing import Any

import pytest
from grader.checks import probe

CONFIG = {"SECRET_KEY": "only for the examples"}
COOKIE = "eyJ1c2VyIjoiYWRhIn0.aSYHoA.5AIioKxdG58i8FgKKn8Rinut_1U"
COMPRESSED = ".eJyrVirPL0opVrKKVirJTM5W0lEqyYdQA8iLrQUA4xAuig.aSYHoA.P0I6KRHXq-F6OhpROUGHGYWzgL4"


@probe
def peeked(jail, cookie) -> dict[str, Any]:
    """Call peek"""
    return jail.load("inspect_cookie").peek(cookie)


@probe
def forged(jail, cookie, changes) -> str:
    """Call forge"""
    return jail.load("inspect_cookie").forge(cookie, **changes)


@pytest.mark.task(1)
def test_the_cookie_of_ada(jail):
    """The short cookie holds the name ada"""
    assert peeked(jail, COOKIE) == {"user": "ada"}


@pytest.mark.task(1)
def test_the_compressed_cookie(jail):
    """The compressed cookie holds twenty words"""
    assert peeked(jail, COMPRESSED) == {"words": ["tick", "tock"] * 10}


@pytest.mark.task(2)
def test_grace_is_forged(jail):
    """The forged cookie holds the name grace, with ada's time and signature"""
    cookie = forged(jail, COOKIE, {"user": "grace", "admin": True})

    assert cookie.endswith(COOKIE.partition(".")[2])
    assert peeked(jail, cookie) == {"user": "grace", "admin": True}


@pytest.mark.task(2)
def test_ada_logs_in(jail):
    """After POST /login with username=ada, /whoami answers with that name"""
    client = jail.app(CONFIG).client()

    assert client.get("/whoami").json is None
    assert client.post("/login", data={"username": "ada"}).status_code < 400
    assert client.get("/whoami").json == "ada"


@pytest.mark.task(4)
def test_a_note_comes_back(jail):
    """A note can be read back by the one who left it"""
    client = jail.app(CONFIG).client()

    assert client.post("/note", data={"note": "the cake is in the oven"}).status_code < 400
    assert client.get("/note").json == "the cake is in the oven"
