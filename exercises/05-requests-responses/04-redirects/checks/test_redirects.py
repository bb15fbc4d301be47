"""Hidden checks of 05-requests-responses/04-redirects."""

from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import pytest
from grader.checks import draw
from grader.checks.html import Page


def target_of(reply):
    """Return the path and the arguments that a redirect leads to; of another site, None."""
    assert reply.headers.get("Location"), "a redirect must say where it leads"
    parts = urlsplit(reply.headers["Location"])
    if (parts.scheme, parts.netloc) not in {("", ""), ("http", "localhost")}:
        return None
    return unquote(parts.path), parse_qs(parts.query, keep_blank_values=True)


def arrival(client, path, method, **options):
    """Follow the redirects; return where the browser ends, how it asks there and what it gets."""
    reply = client.open(path, method=method, follow_redirects=True, **options)
    return unquote(reply.request.path), reply.request.method, reply.status_code


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_permanent(client):
    """The old home page leads to the new one for good"""
    reply = client.get("/old-home")

    assert reply.status_code == 301, "the move is for good"
    assert target_of(reply) == ("/", {}), "the old home page must lead to /"
    assert client.get("/").status_code == 200, "/ must answer"


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_keeps_query(client, rng):
    """A move keeps the rest of the path, the query and the method"""
    tags = [draw.word(rng), f"{draw.word(rng)} & {draw.word(rng)}", f"春{draw.word(rng)}"]
    rng.shuffle(tags)
    moves = [
        (draw.word(rng), {}),
        (f"{draw.word(rng)}/{draw.word(rng)}", {"page": [str(rng.randrange(1, 1000))]}),
        (f"{draw.word(rng)}/天 {draw.word(rng)}/{draw.word(rng)}.html", {draw.word(rng): tags, "empty": [""]}),
    ]
    for rest, query in moves:
        for method in ("GET", "POST"):
            path = f"/moved/{quote(rest)}"

            reply = client.open(path, method=method, query_string=urlencode(query, doseq=True))

            assert reply.status_code == 308, "the move is for good, and for every method"
            assert target_of(reply) == (f"/new/{rest}", query), "the rest of the path and all arguments must be kept"
            assert arrival(client, path, method) == (f"/new/{rest}", method, 200), (
                "who follows must arrive by the same method"
            )


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_login(client):
    """Without a name the profile leads to the login page, and says what comes next"""
    reply = client.get("/profile/")

    assert reply.status_code == 302, "without a name the answer must be a redirect for this time"
    assert target_of(reply) == ("/login/", {"next": ["/profile/"]}), "it must lead to /login/, and next to /profile/"
    assert arrival(client, "/profile/", "GET") == ("/login/", "GET", 200), "the login page must answer"
    assert client.get("/login/").status_code == 200, "the login page must answer without next, too"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_with_name(client, rng):
    """With a name the profile is shown"""
    word = draw.word(rng)
    # The second name holds an entity of its own: who escapes the brackets only shows another name.
    for name in (draw.name(rng), f"<b id=\"{word}\">{word}</b> & 'co' &lt;i&gt;"):
        reply = client.get("/profile/", query_string={"name": name})

        assert reply.status_code == 200, "with a name there is no redirect"
        if reply.mimetype == "text/plain":  # in which nothing is a tag
            assert f"Profile {name}" in reply.text, "a reader must see the name as it was sent"
            continue
        page = Page.of(reply)
        assert f"Profile {name}" in page.shown, "a reader must see the name as it was sent"
        assert not page.with_id(word), "the name must not become a tag"


@pytest.mark.task(3)
@pytest.mark.points(2)
def test_see_other(client, rng):
    """An order leads to its page, which is fetched by GET"""
    for number in (rng.randrange(8, 100), rng.randrange(1000, 1_000_000)):
        data = {"id": str(number)}

        reply = client.post("/orders", data=data)

        assert reply.status_code == 303, "the answer to an order must be: see the other page"
        assert target_of(reply) == (f"/orders/{number}", {}), "an order must lead to the page of its id"
        assert arrival(client, "/orders", "POST", data=data) == (f"/orders/{number}", "GET", 200), (
            "the order page must answer GET"
        )
    assert client.get(f"/orders/{rng.randrange(100, 1000)}").status_code == 200, "the page of any order must answer 200"
