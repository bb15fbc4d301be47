"""Hidden checks of 08-views-and-blueprints/04-blueprints."""

import pytest
from grader.checks import draw, probe
from grader.checks.html import one_space


def pages_of(user, news, number):
    """Return the text of each page by its path."""
    return {
        f"{user}/profile/": "profile",
        f"{news}/list/": "news list",
        f"{news}/detail/{number}/": f"detail {number}",
    }


def links_of(user, news, mount=""):
    """Return the JSON of each page with links by its path; the links of a mounted application start with `mount`."""
    profile = f"{mount}{user}/profile/"
    return {
        "/": {"user.profile": profile, "news.news_list": f"{mount}{news}/list/"},
        f"{user}/settings/": {"profile": profile},
        f"{news}/links/": [f"{mount}{news}/detail/{number}/" for number in (1, 2, 3)],
    }


def texts(client, paths):
    """Return the text of each page by its path, or its status."""
    replies = {path: client.get(path) for path in paths}
    return {
        path: one_space(reply.text) if reply.status_code == 200 else reply.status_code
        for path, reply in replies.items()
    }


def links(client, paths, **options):
    """Return the JSON of each page by its path, or its status."""
    replies = {path: client.get(path, **options) for path in paths}
    return {path: reply.json if reply.status_code == 200 else reply.status_code for path, reply in replies.items()}


@probe
def names_and_urls(jail, number):
    """Build URLs with and without the blueprint's name; report the blueprints by their names, too."""
    from flask import url_for

    app = jail.app()
    own = {"user": jail.load("blueprints.user").user_bp, "news": jail.load("blueprints.news").news_bp}
    seen = {"registered": sorted(name for name in own if name in app.blueprints and own[name].name == name)}
    with app.test_request_context("/"):
        seen["detail"] = url_for("news.detail", id=number)
        try:
            seen["unqualified"] = url_for("news_list")
        except Exception as error:
            seen["unqualified"] = type(error).__name__
    return seen


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_pages(client, rng):
    """Each page answers below the prefix of its blueprint"""
    for number in (rng.randrange(1, 10), rng.randrange(1000, 1_000_000)):
        expected = pages_of("/user", "/news", number)

        assert texts(client, expected) == expected, "each page must answer with its text at its URL"

    word = draw.word(rng)
    for path in ("/profile/", "/list/", f"/detail/{number}/", f"/news/detail/{word}/"):
        assert client.get(path).status_code == 404, "without the prefix, or with a word for a number, there is no page"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_links(client, rng):
    """The index and the settings link to other views"""
    mount = f"/{draw.word(rng)}"
    for place, options in (("", {}), (mount, {"base_url": f"http://localhost{mount}/"})):
        expected = links_of("/user", "/news", place)
        del expected["/news/links/"]

        assert links(client, expected, **options) == expected, (
            "the links must be those of url_for, also in an application that is mounted below a path"
        )


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_relative(client, rng):
    """The news link to their details"""
    mount = f"/{draw.word(rng)}"
    for place, options in (("", {}), (mount, {"base_url": f"http://localhost{mount}/"})):
        expected = {"/news/links/": links_of("/user", "/news", place)["/news/links/"]}

        assert links(client, expected, **options) == expected, (
            "the links must lead to the details 1, 2 and 3, also in an application that is mounted below a path"
        )


@pytest.mark.task(3)
@pytest.mark.points(2)
def test_override(jail, rng):
    """With another prefix pages and links of the news move"""
    prefix, number = f"/{draw.word(rng)}/{draw.word(rng)}", rng.randrange(1, 1000)

    client = jail.app({"news": prefix}).client()

    # The user's pages, and the links of other pages to the news, are the question of another check.
    expected = {path: text for path, text in pages_of("/user", prefix, number).items() if path.startswith(prefix)}
    assert texts(client, expected) == expected, "the news must answer below their new prefix"
    expected = {f"{prefix}/links/": links_of("/user", prefix)[f"{prefix}/links/"]}
    assert links(client, expected) == expected, "the links of the news must follow the prefix"
    for path in ("/news/list/", f"/news/detail/{number}/", "/news/links/"):
        assert client.get(path).status_code == 404, "nothing is left below the old prefix"


@pytest.mark.task(3)
@pytest.mark.points(1)
def test_two_apps(jail, rng):
    """Applications with different prefixes do not disturb each other"""
    user, news, other = (f"/{draw.word(rng)}" for _ in range(3))
    number = rng.randrange(1, 1000)
    wanted = [{"user": user, "news": news}, {}, {"user": other}]
    places = [(user, news), ("/user", "/news"), (other, "/news")]

    clients = [jail.app(prefixes).client() if prefixes else jail.app().client() for prefixes in wanted]

    for client, place in [*zip(clients, places, strict=True)] * 2:
        expected = pages_of(*place, number)
        assert texts(client, expected) == expected, "each application must have the prefixes that it was made with"
        expected = links_of(*place)
        assert links(client, expected) == expected, "each application must link to its own pages"
    assert clients[1].get(f"{news}/list/").status_code == 404, (
        "the default application must not know the other prefixes"
    )
    assert clients[0].get("/user/profile/").status_code == 404, "what was moved away must not answer at the old place"


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_unqualified_fails(jail, rng):
    """Views are found by the name of their blueprint, and not without it"""
    number = rng.randrange(1000, 1_000_000)

    seen = names_and_urls(jail, number)

    assert seen == {"registered": ["news", "user"], "detail": f"/news/detail/{number}/", "unqualified": "BuildError"}, (
        "user_bp and news_bp must be registered under their names, and their endpoints must start with those"
    )
