"""Hidden checks of 05-requests-responses/04-redirects."""

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import pytest
from grader.checks import draw
from grader.checks.html import Page

ANOTHER_HOST = "shop.example:8080"


def target_of(reply, host="localhost"):
    """Return the path and the arguments, as pairs, that a redirect leads to; of another site, None."""
    assert reply.headers.get("Location"), "a redirect must say where it leads"
    parts = urlsplit(reply.headers["Location"])
    if (parts.scheme, parts.netloc) not in {("", ""), ("http", host)}:
        return None
    return unquote(parts.path), parse_qsl(parts.query, keep_blank_values=True)


def arrival(client, path, method, **options):
    """Follow the redirects; return where the browser ends, how it asks there and what it gets."""
    reply = client.open(path, method=method, follow_redirects=True, **options)
    return reply.request.path, reply.request.method, reply.status_code


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-factory", "old-home-301", "targets-answer", "location-on-this-site", "other-paths-404", "other-methods-405"
)
def test_permanent(client, rng):
    """The old home page leads to the new one for good"""
    reply = client.get("/old-home")

    assert reply.status_code == 301, "the move is for good"
    assert target_of(reply) == ("/", []), "the old home page must lead to /"
    assert client.get("/").status_code == 200, "/ must answer"
    elsewhere = client.get("/old-home", base_url=f"http://{ANOTHER_HOST}")
    assert target_of(elsewhere, ANOTHER_HOST) == ("/", []), "the redirect must lead to the host that was asked"
    for path in (f"/{draw.word(rng)}", f"/{draw.word(rng)}/{draw.word(rng)}", "/old-home/"):
        assert client.get(path).status_code == 404, "any other path must answer 404"
    for path in ("/", "/old-home"):
        assert client.post(path).status_code == 405, (
            "a method that the statement does not name must be answered with 405"
        )


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "moved-308",
    "moved-by-get-and-post",
    "rest-of-path-kept",
    "query-kept",
    "new-by-get-and-post",
    "location-on-this-site",
    "other-methods-405",
)
def test_keeps_query(client, rng):
    """A move keeps the rest of the path, the query and the method"""
    tags = [("tag", word) for word in (draw.word(rng), f"{draw.word(rng)} & {draw.word(rng)}", f"春{draw.word(rng)}")]
    rng.shuffle(tags)
    number = str(rng.randrange(1, 1000))
    # Names in turn, one that is called like the part of the rule, an empty value; then the same path asked otherwise.
    mixed = [tags[0], (draw.word(rng), "A+B %41"), *tags[1:], ("p", number), ("empty", "")]
    tricky = f" {draw.word(rng).title()}/R&D <b>/天 {draw.word(rng)}?.html "
    moves = [
        (draw.word(rng), []),
        (f"{draw.word(rng)}/{draw.word(rng)}", [("page", number)]),
        (tricky, mixed),
        (tricky, mixed[::-1]),
        (tricky, []),
    ]
    for rest, query in moves:
        for method in ("GET", "POST"):
            path = f"/moved/{quote(rest)}"

            reply = client.open(path, method=method, query_string=urlencode(query))

            assert reply.status_code == 308, "the move is for good, and for every method"
            assert target_of(reply) == (f"/new/{rest}", query), (
                "the rest of the path and all arguments must be kept, in their order"
            )
            assert arrival(client, path, method) == (f"/new/{rest}", method, 200), (
                "who follows must arrive by the same method"
            )
    elsewhere = client.get(f"/moved/{moves[0][0]}", base_url=f"http://{ANOTHER_HOST}")
    assert target_of(elsewhere, ANOTHER_HOST) == (f"/new/{moves[0][0]}", []), "the move must stay on the same host"
    for path in (f"/moved/{moves[0][0]}", f"/new/{moves[0][0]}"):
        assert client.put(path).status_code == 405, (
            "a method that the statement does not name must be answered with 405"
        )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("login-302", "next-is-profile", "login-answers", "location-on-this-site")
def test_login(client, rng):
    """Without a name the profile leads to the login page, and says what comes next"""
    for query in ({}, {draw.word(rng): draw.word(rng)}):
        reply = client.get("/profile/", query_string=query)

        assert reply.status_code == 302, "without a name the answer must be a redirect for this time"
        assert target_of(reply) == ("/login/", [("next", "/profile/")]), (
            "it must lead to /login/, and next to /profile/"
        )
    elsewhere = client.get("/profile/", base_url=f"http://{ANOTHER_HOST}")
    assert target_of(elsewhere, ANOTHER_HOST) == ("/login/", [("next", "/profile/")]), (
        "the redirect must lead to the host that was asked"
    )
    assert arrival(client, "/profile/", "GET") == ("/login/", "GET", 200), "the login page must answer"
    assert client.get("/login/").status_code == 200, "the login page must answer without next, too"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("profile-with-name", "name-as-sent")
def test_with_name(client, rng):
    """With a name the profile is shown"""
    word = draw.word(rng)
    # The second name holds an entity of its own: who escapes the brackets only shows another name.
    for name in (draw.name(rng), f"<b id=\"{word}\">{word.title()}</b> & 'co' &lt;i&gt; 5%41"):
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
@pytest.mark.judges("order-303", "order-page-answers", "targets-answer", "other-paths-404", "other-methods-405")
def test_see_other(client, rng):
    """An order leads to its page, which is fetched by GET"""
    for number in (rng.randrange(8, 100), rng.randrange(1000, 1_000_000)):
        data = {"id": str(number)}

        reply = client.post("/orders", data=data)

        assert reply.status_code == 303, "the answer to an order must be: see the other page"
        assert target_of(reply) == (f"/orders/{number}", []), "an order must lead to the page of its id"
        assert arrival(client, "/orders", "POST", data=data) == (f"/orders/{number}", "GET", 200), (
            "the order page must answer GET"
        )
    assert client.get(f"/orders/{rng.randrange(100, 1000)}").status_code == 200, "the page of any order must answer 200"
    number = rng.randrange(100, 1000)
    assert client.get(f"/orders/{number}/{number}").status_code == 404, "below the page of an order there is no other"
    assert client.get("/orders").status_code == 405, "orders are taken by POST alone"
    assert client.post(f"/orders/{number}").status_code == 405, "the page of an order takes GET alone"
