"""Hidden checks of 06-templates/01-render-and-links. The pages are read by a parser."""

import re
from urllib.parse import quote, urlsplit

import pytest
from grader.checks import draw, probe
from grader.checks.html import Page


@probe
def rendered_for(jail, path) -> dict[str, list[str]]:
    """Ask for a page; report the templates that Flask says it rendered, and the page itself."""
    from flask import template_rendered

    with jail.signals(template_rendered) as heard:
        # A streamed page is rendered while it is read, so it is read before the listening ends.
        page = jail.app().test_client().get(path).text
    return {"templates": [str(keywords["template"].name) for _, _, keywords in heard], "page": [page]}


@probe
def put_files(jail, files) -> list[str]:
    """Write files into the folder of the submission; report which are there now."""
    for name, text in files.items():
        path = jail.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sorted(name for name in files if (jail.work / name).is_file())


def awkward_names(rng):
    """Names that do not fit into an address as they are."""
    return [
        draw.word(rng),
        f"{draw.word(rng)} {draw.word(rng)}",
        f"{draw.word(rng)}#{draw.word(rng)}",
        f"{draw.word(rng)}?{draw.word(rng)}={draw.word(rng)}",
        f"{''.join(rng.sample('春夏秋冬东南西北', k=3))} {draw.word(rng)}&{draw.word(rng)} 100%",
        f"{draw.word(rng).upper()}%41%2F{draw.word(rng)}",
    ]


def awkward_text(rng):
    """A text that is another one where tags work or are taken out, in capitals or small letters, in ASCII or decoded."""
    return f"{draw.word(rng)} {draw.word(rng).upper()} <b>{draw.word(rng)}</b> & {rng.choice('春夏秋冬')} 100%41"


def hello(client, name, mount=""):
    """The page that greets this name, with the application mounted below a path."""
    reply = client.get(f"/hello/{quote(name)}", base_url=f"http://localhost{mount}/")

    assert reply.status_code == 200, "`/hello/` and `/hello/<name>` must answer 200"
    return Page.of(reply)


def style_sheet(page):
    """The address of the one linked style sheet."""
    assert len(page.style_sheets) == 1, "the page has one link to a style sheet"
    # Pages may leave the tags `head` and `body` out, and have a head all the same.
    rels = [link.attributes.get("rel", "").lower().split() for link in page.all("link", inside="body")]
    assert not any("stylesheet" in rel for rel in rels), "the link to the style sheet stands in the `head`"
    return page.style_sheets[0]


def parts(address):
    """An address of this application as the parts of a URL."""
    link = urlsplit(address)
    assert link.netloc in ("", "localhost") and link.path.startswith("/"), (
        "an address on the page starts with `/`, or is a whole URL of this application"
    )
    return link


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-global", "others-404", "others-405", "hello-name", "hello-world", "name-any-character", "name-without-slash"
)
def test_greets(client, rng):
    """Everybody is greeted by name, and the world without one; what is no such page is not found"""
    for name in (draw.word(rng), *awkward_names(rng)):
        assert hello(client, name).texts("h1") == [f"Hello {name}"], (
            "the one `h1` says `Hello` and the name from the URL"
        )
    assert hello(client, "").texts("h1") == ["Hello World"], "without a name, the `h1` says `Hello World`"
    for wrong in (f"/hello/{name}/{draw.word(rng)}", f"/hello/{draw.word(rng)}/", f"/{draw.word(rng)}", "/card/"):
        assert client.get(wrong).status_code == 404, "an address that the statement does not name is a 404"
    assert client.post(f"/hello/{draw.word(rng)}").status_code == 405, "`/hello/<name>` takes no `POST`: that is a 405"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("name-is-text")
def test_escaped(client, rng):
    """A tag in the name is shown as text"""
    name = f'{draw.word(rng)} <i>{draw.word(rng)} & <b class="{draw.word(rng)}">{draw.word(rng)}'

    reply = client.get(f"/hello/{quote(name)}")

    assert reply.status_code == 200, "`/hello/<name>` must answer 200 for any name"
    page = Page.of(reply)
    assert page.texts("h1") == [f"Hello {name}"], "the `h1` shows the tags of the name as text"
    assert name not in reply.text, "no tag of the name works as a tag, anywhere on the page"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("again-same-name", "address-from-anywhere", "address-below-a-path")
def test_again_link(client, rng):
    """The link leads to the same page again, whatever the name"""
    mount = f"/{draw.word(rng)}"
    for name in awkward_names(rng):
        for base in ("", mount):
            link = parts(hello(client, name, base).by_id("again", "a").attributes.get("href", ""))

            assert link.path.startswith(f"{base}/hello/"), (
                "`#again` leads to this view, also where the application is mounted below a path"
            )
            assert (link.query, link.fragment) == ("", ""), "a `#` or a `?` in the name stays part of the path"
            followed = client.get(link.path.removeprefix(base))

            assert followed.status_code == 200, "the link `#again` can be followed"
            assert Page.of(followed).texts("h1") == [f"Hello {name}"], (
                "whoever follows `#again` is greeted with the same name"
            )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("sheet-linked", "sheet-in-head", "sheet-for-h1", "address-from-anywhere", "address-below-a-path")
def test_stylesheet(client, jail, rng):
    """The page links to the style sheet"""
    mount = f"/{draw.word(rng)}"
    name = draw.word(rng)
    for base in ("", mount):
        link = parts(style_sheet(hello(client, name, base)))

        assert link.path.startswith(f"{base}/"), "the address also fits where the application is mounted below a path"
        reply = client.get(link._replace(scheme="", netloc="", path=link.path.removeprefix(base)).geturl())

        assert reply.status_code == 200, "the style sheet can be fetched from its address"
        assert reply.mimetype == "text/css", "a style sheet has the content type text/css"
        sheet = re.sub(r"/\*.*?\*/", " ", reply.text, flags=re.S)
        assert re.search(r"\bh1\b[^{}]*\{[^{}]*:[^{}]*\}", sheet), "the style sheet holds a rule for `h1`"
    text = f"h1 {{ margin: {rng.randint(10, 99)}px }} /* {draw.word(rng)} */"
    put_files(jail, {"static/site.css": text})

    reply = client.get(parts(style_sheet(hello(client, name))).path)

    assert reply.text == text, "the link leads to the file `static/site.css`"


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges(
    "others-405",
    "card-pairs",
    "card-as-sent",
    "missing-is-dash",
    "empty-is-empty",
    "others-ignored",
    "values-are-text",
)
def test_card(client, rng):
    """The card shows name, city and age as they were sent, and a dash for what is missing"""
    keys = ("name", "city", "age")
    cards: list[dict[str, str]] = [{key: awkward_text(rng) for key in keys}, {}]
    # Each is missing once, empty once and 0 once: the last two are there.
    cards += [{keys[at - 1]: "", keys[at - 2]: "0"} for at in range(3)]
    for card in cards:
        sent = card | {draw.word(rng): draw.word(rng)}
        shuffled = dict(draw.shuffled(rng, sent.items()))

        reply = client.get("/card", query_string=shuffled)

        assert reply.status_code == 200, "`/card` must answer 200, whatever is missing"
        page = Page.of(reply)
        assert len(page.texts("dl")) == 1, "the card has one `dl`"
        expected = [(tag, text) for key in keys for tag, text in (("dt", key), ("dd", card.get(key, "-")))]
        assert [(each.tag, each.text) for each in page.all("dt", "dd")] == expected, (
            "the `dl` has the pairs name, city and age, with the values as they were sent and `-` for a missing one"
        )
    assert client.post("/card").status_code == 405, "`/card` takes no `POST`: that is a 405"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("hello-template", "card-template", "rendered-by-flask")
def test_template_used(jail, rng):
    """Both pages come from their templates"""
    marks = {"hello.html": draw.word(rng, 12), "card.html": draw.word(rng, 12)}
    put_files(jail, {f"templates/{template}": f"<p>{mark}</p>" for template, mark in marks.items()})

    for path, template in (
        ("/hello/", "hello.html"),
        (f"/hello/{draw.word(rng)}", "hello.html"),
        (f"/card?city={draw.word(rng)}", "card.html"),
        ("/card", "card.html"),
    ):
        seen = rendered_for(jail, path)

        assert template in seen.get("templates", []), f"the page is rendered from the template `{template}`"
        assert marks[template] in "".join(seen.get("page", [])), f"the page is what the file `{template}` says"
