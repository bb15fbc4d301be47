"""Hidden checks of 04-routing/01-basic-routes."""

import html
from urllib.parse import quote, urlsplit

import pytest
from grader.checks import draw, probe
from grader.checks.html import one_space

TEXTS = {"/": "home", "/index": "index", "/home": "index", "/about/": "about", "/faq": "faq"}


@probe
def rules_behind(jail, word, paths) -> list[list[str]]:
    """Add a page of that name, then ask the URL map for the rule and the endpoint behind each path."""
    app = jail.app()
    app.add_url_rule(f"/{word}", endpoint=word[::-1], view_func=lambda: word)
    rules = app.url_map.bind("localhost")
    found = [rules.match(path, return_rule=True)[0] for path in paths]
    return [[rule.rule, rule.endpoint] for rule in found]


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-global",
    "pages-answer-get",
    "other-methods-405",
    "home-text",
    "index-text",
    "about-text",
    "faq-text",
    "just-words",
    "other-paths-404",
)
def test_texts(client, rng):
    """Each page shows its text, and there are no other pages"""
    for path, text in TEXTS.items():
        reply = client.get(path)

        assert reply.status_code == 200, f"{path} is a page, and answers without a redirect"
        assert one_space(reply.text) == text, f"{path} must show the text of the statement and nothing else"

    for path in (f"/{draw.word(rng)}", f"/index/{draw.word(rng)}", f"/about/{draw.word(rng)}", f"/faq{draw.word(rng)}"):
        assert client.get(path, follow_redirects=True).status_code == 404, "what no rule names is not found"
    for path in TEXTS:
        assert client.post(path).status_code == 405, "a page takes GET alone"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("about-redirects", "about-text", "pages-answer-get")
def test_slash_added(client):
    """Who forgets the slash of /about/ is sent there"""
    bare = client.get("/about")

    assert bare.status_code == 308, "without the slash the answer is a redirect"
    assert urlsplit(bare.location or "").path == "/about/", "the redirect must lead to the rule with the slash"

    followed = client.get("/about", follow_redirects=True)

    assert followed.status_code == 200, "whoever follows the redirect from `/about` must get the page"
    assert one_space(followed.text) == "about", "following the redirect must lead to the page"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("slash-refused", "pages-answer-get")
def test_slash_refused(client):
    """With a slash too many there is no such page"""
    for path in ("/faq/", "/index/", "/home/"):
        page = path.rstrip("/")

        assert client.get(page).status_code == 200, f"{page} is a page, and answers without a redirect"
        assert client.get(path).status_code == 404, "a rule without a slash at its end matches no path with one"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("one-view")
def test_one_view(jail, rng):
    """/index and /home are two rules of one view"""
    word = draw.word(rng)

    seen = rules_behind(jail, word, ["/home", f"/{word}", "/index"])

    endpoint = seen[-1][-1] if seen and seen[-1] else None
    assert seen == [["/home", endpoint], [f"/{word}", word[::-1]], ["/index", endpoint]], (
        "there must be a rule /home and a rule /index, and both must lead to the same endpoint"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("hello-name", "hello-stranger", "name-is-one-part", "name-as-sent", "pages-answer-get")
def test_two_rules(client, rng):
    """A greeting with the name, and one without"""
    chinese = f"{rng.choice('春夏秋冬')}{draw.word(rng, 3)}"
    for name in (draw.word(rng), chinese, f"{draw.word(rng).title()} {draw.word(rng)}%41"):
        reply = client.get(f"/hello/{quote(name)}")

        assert reply.status_code == 200, "`/hello/<name>` must answer 200 for any name"
        assert one_space(reply.text) == f"Hello {name}", "the greeting must hold the name from the URL"

    reply = client.get("/hello/")

    assert reply.status_code == 200, "/hello/ is a page, too"
    assert one_space(reply.text) == "Hello stranger", "who gives no name is greeted as a stranger"
    assert client.get(f"/hello/{draw.word(rng)}/{draw.word(rng)}").status_code == 404, "a name has no slash"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("name-escaped", "name-as-sent")
def test_escaped(client, rng):
    """A name is shown as it was sent, markup and all"""
    # The second name holds an entity of its own: who escapes the brackets only shows another name.
    for name in (f"<b>{draw.word(rng)}", f'{draw.word(rng)} & "{draw.word(rng)}" &lt;i&gt;'):
        reply = client.get(f"/hello/{quote(name)}")

        assert reply.status_code == 200, "`/hello/<name>` must answer 200 for any name"
        assert "<" not in reply.text, "a name must not bring its own markup into the page"
        assert one_space(html.unescape(reply.text)) == f"Hello {name}", "a browser must show the name as it was sent"
