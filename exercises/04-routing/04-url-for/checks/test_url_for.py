"""Hidden checks of 04-routing/04-url-for. Links are compared by their parts."""

from urllib.parse import parse_qs, urlsplit

import pytest
from grader.checks import draw


def query_for(rng, **fixed):
    """The three arguments that every request for /make has."""
    page, count = rng.randrange(10, 1000), rng.randrange(1000, 10_000)
    return {"page": str(page), "count": str(count), "next": draw.word(rng), **fixed}


def link_in(reply, name):
    """One link of the answer, taken apart, and as it came."""
    assert reply.status_code == 200, "/make must answer"
    links = reply.json
    assert isinstance(links, dict) and isinstance(links.get(name), str), f"the answer must hold `{name}` as text"
    return urlsplit(links[name]), links[name]


def values_behind(link):
    return parse_qs(link.query, keep_blank_values=True)


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-factory",
    "pages-answer-get",
    "other-paths-404",
    "make-by-get-alone",
    "make-json",
    "list-page",
    "list-path",
    "list-count",
)
def test_path_and_query(client, rng):
    """The page goes into the path, the count behind the question mark"""
    query = query_for(rng)

    link, _ = link_in(client.get("/make", query_string=query), "list")

    assert link.path == f"/post/list/{query['page']}/", "the path must be that of the page asked for"
    assert values_behind(link) == {"count": [query["count"]]}, "behind the question mark stands the count alone"
    for path in (f"/{draw.word(rng)}", "/make/"):
        assert client.get(path).status_code == 404, "a path that the statement does not name must answer 404"
    refused = client.post("/make", query_string=query)
    assert refused.status_code == 405, "/make must answer methods other than GET with 405"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("pages-answer-get", "make-json", "login-page", "login-next", "next-unchanged", "no-raw-space")
def test_special_chars(client, rng):
    """Any text can be sent along as next"""
    pieces = [" ", "/", "?", "&", "=", "#", "+", "%", rng.choice("春夏秋冬")]
    rng.shuffle(pieces)
    tricky = draw.word(rng) + "".join(piece + draw.word(rng, 3) for piece in pieces)
    untidy = f" {draw.word(rng).title()} {draw.word(rng)} "
    for text in (f"/{draw.word(rng)}", untidy, tricky, f"/{draw.word(rng)}?a=1&next=/"):
        link, written = link_in(client.get("/make", query_string=query_for(rng, next=text)), "login")

        assert link.path == "/login/", "`login` must lead to /login/"
        assert values_behind(link) == {"next": [text]}, "taking the link apart must give the text that was sent"
        assert " " not in written, "a space in a link must be encoded"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("pages-answer-get", "make-json", "list-page", "absolute-link", "absolute-of-request")
def test_absolute(client, rng):
    """The absolute link names the server that was asked"""
    for scheme in ("http", "https"):
        host = f"{draw.word(rng)}.example.com:{rng.randrange(2000, 60_000)}"

        reply = client.get("/make", query_string=query_for(rng), base_url=f"{scheme}://{host}")
        link, _ = link_in(reply, "absolute")

        assert (link.scheme, link.netloc) == (scheme, host), "scheme, host and port are those of the request"
        assert (link.path, link.query, link.fragment) == ("/post/list/7/", "", ""), "the link must lead to page 7"


@pytest.mark.task(2)
@pytest.mark.points(3)
@pytest.mark.judges(
    "pages-answer-get", "make-json", "list-page", "list-path", "built-by-url-for", "prefix-moves", "links-below-mount"
)
def test_prefix_follows(jail, rng):
    """Links move with the prefix, and with the path that the application is mounted below"""
    prefix, other, mount = f"/{draw.word(rng)}/{draw.word(rng)}", f"/{draw.word(rng)}", f"/{draw.word(rng)}"
    client, neighbour = jail.app(prefix).client(), jail.app(other).client()
    query = query_for(rng)

    link, _ = link_in(client.get("/make", query_string=query), "list")

    assert link.path == f"{prefix}/list/{query['page']}/", "the link must start with the prefix"
    assert client.get(link.path).status_code == 200, "following the link must lead to the list"
    beside, _ = link_in(neighbour.get("/make", query_string=query), "list")
    assert beside.path == f"{other}/list/{query['page']}/", "another application's links must have its own prefix"
    absolute, _ = link_in(client.get("/make", query_string=query), "absolute")
    assert absolute.path == f"{prefix}/list/7/", "the absolute link must have the prefix, too"

    mounted = client.get("/make", query_string=query, base_url=f"http://localhost{mount}")

    for name in ("list", "login", "anchor"):
        alone, _ = link_in(client.get("/make", query_string=query), name)
        below, _ = link_in(mounted, name)

        assert below.path == f"{mount}{alone.path}", f"`{name}` must start with the path of the mount"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("pages-answer-get", "make-json", "login-page", "anchor-link")
def test_anchor(client, rng):
    """The fragment leads to a place on the login page"""
    link, _ = link_in(client.get("/make", query_string=query_for(rng)), "anchor")

    assert (link.path, link.query, link.fragment) == ("/login/", "", "top"), "the link must be that of login, at `top`"
    assert client.get(link.path).status_code == 200, "following the link must lead to the login page"
