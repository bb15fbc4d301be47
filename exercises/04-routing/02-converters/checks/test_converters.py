"""Hidden checks of 04-routing/02-converters."""

import html
import uuid
from urllib.parse import quote, urlsplit

import pytest
from grader.checks import draw
from grader.checks.html import one_space


def is_not_found(client, path):
    """True for a 404, at once or behind a redirect to the path with a slash.

    Where one view takes every `/<kind>/<id>/` and refuses what it does not know, the router first offers
    the slash to `/post/abc`.
    """
    return client.get(path, follow_redirects=True).status_code == 404


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("app-factory", "pages-answer-get", "user-page", "name-escaped")
def test_escaped(client, rng):
    """A name is shown as it was sent, markup and all"""
    name = draw.name(rng)
    assert one_space(client.get(f"/user/{name}").text) == f"User {name}", "the page must show the name from the URL"

    # The name holds an entity of its own: who escapes the brackets only shows another name.
    for tricky in (f"<b>{name}", f'{name} & "{draw.word(rng)}" &lt;i&gt;'):
        reply = client.get(f"/user/{quote(tricky)}")

        assert reply.status_code == 200, "`/user/<name>` must answer 200 for any name"
        assert "<" not in reply.text, "a name must not bring its own markup into the page"
        assert one_space(html.unescape(reply.text)) == f"User {tricky}", "a browser must show the name as it was sent"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("pages-answer-get", "post-takes-whole-numbers", "post-json", "post-takes-no-sign")
def test_int(client, rng):
    """Posts have whole numbers, and the view gets an int"""
    for number in (rng.randrange(1, 10), rng.randrange(1000, 1_000_000)):
        reply = client.get(f"/post/{number}")

        assert reply.status_code == 200, "`/post/<n>` must answer 200 for a whole number"
        assert reply.json == {"n": number, "type": "int"}, "the answer must name the number and its type"

    wrong = {
        "abc is no number": "abc",
        "any other word is no number either": draw.word(rng),
        "a sign does not match": "-1",
        "nor does a plus": f"+{rng.randrange(1, 10)}",
        "an underscore is no digit": f"1_{rng.randrange(100, 1000)}",
        "a number with a decimal point is not whole": f"{rng.randrange(10)}.5",
    }
    for reason, text in wrong.items():
        assert is_not_found(client, f"/post/{text}"), reason


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("pages-answer-get", "price-takes-decimals", "price-json")
def test_float(client, rng):
    """Prices have a decimal point"""
    for price in ("2.5", f"{rng.randrange(3, 1000)}.{rng.randrange(10)}{rng.randrange(1, 10)}"):
        reply = client.get(f"/price/{price}")

        assert reply.status_code == 200, "`/price/<x>` must answer 200 for a number with a decimal point"
        assert reply.json == {"x": float(price)}, "the answer must hold the number from the URL, as a number"

    for reason, text in {
        "without a decimal point there is no such page": "2",
        "a larger whole number does not match either": str(rng.randrange(10, 1000)),
        "a word is no number": draw.word(rng),
    }.items():
        assert is_not_found(client, f"/price/{text}"), reason


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("pages-answer-get", "docs-any-depth", "docs-json")
def test_path(client, rng):
    """The rest of the path arrives whole, slashes included"""
    for parts in (3, 1, rng.randrange(4, 7)):
        sub = "/".join(draw.word(rng) for _ in range(parts))

        reply = client.get(f"/docs/{sub}")

        assert reply.status_code == 200, "any number of parts behind /docs/ must match"
        assert reply.json == {"sub": sub}, "`sub` must be everything behind `/docs/`"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("pages-answer-get", "token-takes-uuids", "token-json")
def test_uuid(client, rng):
    """A token is a UUID"""
    token = str(uuid.UUID(int=rng.getrandbits(128), version=4))

    reply = client.get(f"/token/{token}")

    assert reply.status_code == 200, "`/token/<t>` must answer 200 for a UUID"
    assert reply.json == {"t": token, "type": "UUID"}, "the answer must hold the token as text, and its type"
    for wrong in ("1", draw.word(rng), token[:-1] + "z", token[:-1]):
        assert is_not_found(client, f"/token/{wrong}"), "what is no UUID is not found"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("pages-answer-get", "two-kinds-only", "kind-json", "id-as-text", "final-slash")
def test_any(client, rng):
    """Blogs and articles are there, other kinds are not"""
    kinds = ["blog", "article"]
    rng.shuffle(kinds)
    for kind in kinds:
        for number in (str(rng.randrange(1, 1000)), draw.word(rng)):
            reply = client.get(f"/{kind}/{number}/")

            assert reply.status_code == 200, "`/blog/<id>/` and `/article/<id>/` must answer 200"
            assert reply.json == {"kind": kind, "id": number}, "the answer must name the kind, and the id as text"

        bare = client.get(f"/{kind}/{number}")

        assert bare.status_code == 308, "without the final slash the answer is a redirect"
        assert urlsplit(bare.location).path == f"/{kind}/{number}/", "the redirect must lead to the same page"

    for other in (draw.word(rng), "blogs", "art", "news"):
        assert client.get(f"/{other}/{rng.randrange(1, 1000)}/").status_code == 404, "no other kind exists"


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges("pages-answer-get", "search-wd", "search-page", "wd-missing", "page-missing", "page-refused")
def test_query(client, rng):
    """Arguments behind the question mark, and what stands in for them"""
    words = [draw.word(rng), f"{draw.word(rng)} & {draw.word(rng)}=1", f"{rng.choice('春夏秋冬')}天 {draw.word(rng)}"]
    for word in words:
        page = rng.randrange(2, 1000)

        reply = client.get("/search/", query_string={"wd": word, "page": str(page)})

        assert reply.status_code == 200, "`/search/` must answer 200"
        assert reply.json == {"wd": word, "page": page}, "wd must arrive as it was sent, page as a number"

    page = rng.randrange(2, 1000)
    without_word = client.get("/search/", query_string={"page": str(page)})
    assert without_word.json == {"wd": None, "page": page}, "without wd, wd is null"
    back = client.get("/search/", query_string={"wd": words[0], "page": f"-{page}"})
    assert back.json == {"wd": words[0], "page": -page}, "page must be any number that `int` takes, with its sign"
    assert client.get("/search/?wd=").json == {"wd": "", "page": 1}, "a wd that is there and empty is an empty text"
    for wrong in ({}, {"page": "x"}, {"page": "2.5"}, {"page": draw.word(rng)}):
        reply = client.get("/search/", query_string={"wd": words[0], **wrong})

        assert reply.status_code == 200, "page is no reason to refuse a search"
        assert reply.json == {"wd": words[0], "page": 1}, "a page that is missing or no number counts as 1"
    assert client.get("/search/").json == {"wd": None, "page": 1}, "both arguments may be missing"
