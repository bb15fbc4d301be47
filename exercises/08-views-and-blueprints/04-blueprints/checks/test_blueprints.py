"""Hidden checks of 08-views-and-blueprints/04-blueprints."""

from urllib.parse import urlsplit

import pytest
from grader.checks import application, draw, probe
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


def assert_as_flask_has_it(client, paths):
    """Another method is refused at each of these paths, and without its slash the path leads to itself."""
    for path in paths:
        assert client.post(path).status_code == 405, "a method that the statement does not name must be a 405"
        if path != "/":
            bare = client.get(path.removesuffix("/"))

            assert bare.status_code == 308, "without the final slash the answer must be a redirect"
            assert urlsplit(bare.location).path == path, "the redirect must lead to the same page"


@probe
def names_and_urls(jail, number):
    """Report the blueprints by their names, and what `url_for` makes of endpoints with and without these."""
    from flask import url_for

    app = jail.app()
    own = {"user": jail.load("blueprints.user").user_bp, "news": jail.load("blueprints.news").news_bp}
    seen = {"registered": sorted(name for name in own if name in app.blueprints and own[name].name == name)}
    endpoints = {"user.profile": {}, "news.news_list": {}, "news.detail": {"id": number}, "news_list": {}}
    with app.test_request_context("/"):
        for endpoint, values in endpoints.items():
            try:
                url = url_for(endpoint, **values)
                # Where the others lead is the question of other checks.
                seen[endpoint] = url if values else "found"
            except Exception as error:
                seen[endpoint] = type(error).__name__
    return seen


@application
def first_of_one_dictionary(jail, prefixes):
    """An application; the caller keeps the dictionary that it was made with."""
    jail.keep["prefixes"] = prefixes
    return jail.app(prefixes)


@application
def second_of_one_dictionary(jail):
    """Another application, made with the same dictionary."""
    return jail.app(jail.keep["prefixes"])


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-factory",
    "pages-answer-get",
    "others-404",
    "others-405",
    "final-slash",
    "blueprint-prefixes",
    "profile-text",
    "list-text",
    "detail-takes-int",
    "detail-text",
)
def test_pages(client, rng):
    """Each page answers below the prefix of its blueprint"""
    for number in (rng.randrange(1, 10), rng.randrange(1000, 1_000_000)):
        expected = pages_of("/user", "/news", number)

        assert texts(client, expected) == expected, "each page must answer with its text at its URL"

    assert_as_flask_has_it(client, expected)
    for path in ("/profile/", "/list/", f"/detail/{number}/"):
        assert client.get(path).status_code == 404, "without the prefix there is no page"
    for text in (draw.word(rng), f"+{number}", f"-{number}", f"1_{number}", f"{number}.5"):
        assert client.get(f"/news/detail/{text}/").status_code == 404, "what `int` in a rule refuses is no detail"
    for path in (f"/{draw.word(rng)}", f"/user/{draw.word(rng)}/", "/news/detail/"):
        assert client.get(path).status_code == 404, "an address that the statement does not name must be a 404"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "pages-answer-get", "others-405", "final-slash", "settings-link", "index-links", "links-below-a-path"
)
def test_links(client, rng):
    """The index and the settings link to other views"""
    mount = f"/{draw.word(rng)}"
    for place, options in (("", {}), (mount, {"base_url": f"http://localhost{mount}/"})):
        expected = links_of("/user", "/news", place)
        del expected["/news/links/"]

        assert links(client, expected, **options) == expected, (
            "the links must be those of url_for, also in an application that is mounted below a path"
        )
    assert_as_flask_has_it(client, ("/", "/user/settings/"))


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "pages-answer-get", "others-405", "final-slash", "three-details", "details-in-order", "links-below-a-path"
)
def test_relative(client, rng):
    """The news link to their details"""
    mount = f"/{draw.word(rng)}"
    for place, options in (("", {}), (mount, {"base_url": f"http://localhost{mount}/"})):
        expected = {"/news/links/": links_of("/user", "/news", place)["/news/links/"]}

        assert links(client, expected, **options) == expected, (
            "the links must lead to the details 1, 2 and 3, also in an application that is mounted below a path"
        )
    assert_as_flask_has_it(client, ("/news/links/",))


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges("prefix-by-name", "old-prefix-gone", "links-move-along")
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
@pytest.mark.judges(
    "prefix-by-name",
    "prefixes-optional",
    "missing-keeps-own",
    "links-move-along",
    "new-application",
    "applications-apart",
    "dictionary-used-again",
)
def test_two_apps(jail, rng):
    """Applications with different prefixes do not disturb each other"""
    user, news, other = (f"/{draw.word(rng)}" for _ in range(3))
    number = rng.randrange(1, 1000)
    places = [(user, news), ("/user", "/news"), (other, "/news"), (other, "/news")]
    apps = [
        jail.app({"user": user, "news": news}),
        jail.app(),
        first_of_one_dictionary(jail, {"user": other}),
        second_of_one_dictionary(jail),
    ]

    clients = [app.client() for app in apps]

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
@pytest.mark.judges(
    "blueprint-objects",
    "blueprint-names",
    "profile-endpoint",
    "list-endpoint",
    "detail-endpoint",
    "short-name-unknown",
)
def test_unqualified_fails(jail, rng):
    """Views are found by the name of their blueprint, and not without it"""
    number = rng.randrange(1000, 1_000_000)

    seen = names_and_urls(jail, number)

    assert seen == {
        "registered": ["news", "user"],
        "user.profile": "found",
        "news.news_list": "found",
        "news.detail": f"/news/detail/{number}/",
        "news_list": "BuildError",
    }, "user_bp and news_bp must be registered under their names, and the endpoints must be those of the statement"
