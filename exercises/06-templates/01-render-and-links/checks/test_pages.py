"""Hidden checks of 06-templates/01-render-and-links. The pages are read by a parser."""

import re
import string
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

import pytest
from grader.checks import probe

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = ("p", "div", "ul", "ol", "dl", "table", "section", "article", "pre", "h1", "h2", "h3", "h4")
ENDED_BY = {block: {"p"} for block in BLOCKS} | {  # end tags that HTML lets a page leave out
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
}


class Page(HTMLParser):
    """`elements` lists `(tag, attributes, pieces of text)` for every element."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self._open = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        while self._open and self._open[-1][0] in ENDED_BY.get(tag, ()):
            self._open.pop()
        element = (tag, {name: value or "" for name, value in attributes}, [])
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        if any(tag == other for other, _, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        for _, _, pieces in self._open:
            pieces.append(data)

    def texts(self, *tags):
        """`(tag, text)` for every element with one of these tags, blanks collapsed."""
        return [(tag, " ".join("".join(pieces).split())) for tag, _, pieces in self.elements if tag in tags]

    def again(self):
        """The address of the one `a` with the id `again`."""
        found = [
            attributes.get("href", "")
            for tag, attributes, _ in self.elements
            if tag == "a" and attributes.get("id") == "again"
        ]
        assert len(found) == 1, "the page has one `a` with the id `again`"
        return found[0]

    def style_sheet(self):
        """The address of the one linked style sheet."""
        found = [
            attributes.get("href", "")
            for tag, attributes, _ in self.elements
            if tag == "link" and "stylesheet" in attributes.get("rel", "").lower().split()
        ]
        assert len(found) == 1, "the page has one link to a style sheet"
        return found[0]


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


def letters(rng, count=6):
    return "".join(rng.choices(string.ascii_lowercase, k=count))


def awkward_names(rng):
    """Names that do not fit into an address as they are."""
    return [
        letters(rng),
        f"{letters(rng)} {letters(rng)}",
        f"{letters(rng)}#{letters(rng)}",
        f"{letters(rng)}?{letters(rng)}={letters(rng)}",
        f"{''.join(rng.sample('春夏秋冬东南西北', k=3))} {letters(rng)}&{letters(rng)} 100%",
    ]


def hello(client, name, mount=""):
    """The page that greets this name, with the application mounted below a path."""
    reply = client.get(f"/hello/{quote(name)}", base_url=f"http://localhost{mount}/")

    assert reply.status_code == 200
    return Page(reply.text)


def parts(address):
    """An address of this application as the parts of a URL."""
    link = urlsplit(address)
    assert link.netloc in ("", "localhost") and link.path.startswith("/"), (
        "an address on the page starts with `/`, or is a whole URL of this application"
    )
    return link


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_greets(client, rng):
    """Everybody is greeted by name, and the world without one"""
    for name in (letters(rng), *awkward_names(rng)):
        assert hello(client, name).texts("h1") == [("h1", f"Hello {name}")], (
            "the one `h1` says `Hello` and the name from the URL"
        )
    assert hello(client, "").texts("h1") == [("h1", "Hello World")], "without a name, the `h1` says `Hello World`"


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_escaped(client, rng):
    """A tag in the name is shown as text"""
    name = f'{letters(rng)} <i>{letters(rng)} & <b class="{letters(rng)}">{letters(rng)}'

    reply = client.get(f"/hello/{quote(name)}")

    assert reply.status_code == 200
    page = Page(reply.text)
    assert page.texts("h1") == [("h1", f"Hello {name}")], "the `h1` shows the tags of the name as text"
    assert name not in reply.text, "no tag of the name works as a tag, anywhere on the page"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_again_link(client, rng):
    """The link leads to the same page again, whatever the name"""
    mount = f"/{letters(rng)}"
    for name in (*awkward_names(rng), ""):
        for base in ("", mount):
            link = parts(hello(client, name, base).again())

            assert link.path.startswith(f"{base}/hello/"), (
                "`#again` leads to this view, also where the application is mounted below a path"
            )
            assert (link.query, link.fragment) == ("", ""), "a `#` or a `?` in the name stays part of the path"
            followed = client.get(link.path.removeprefix(base))

            assert followed.status_code == 200, "the link `#again` can be followed"
            assert Page(followed.text).texts("h1") == [("h1", f"Hello {name or 'World'}")], (
                "whoever follows `#again` is greeted with the same name"
            )


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_stylesheet(client, jail, rng):
    """The page links to the style sheet"""
    mount = f"/{letters(rng)}"
    for name in ("", letters(rng)):
        for base in ("", mount):
            link = parts(hello(client, name, base).style_sheet())

            assert link.path.startswith(f"{base}/"), (
                "the address also fits where the application is mounted below a path"
            )
            reply = client.get(link._replace(scheme="", netloc="", path=link.path.removeprefix(base)).geturl())

            assert reply.status_code == 200, "the style sheet can be fetched from its address"
            assert reply.mimetype == "text/css", "a style sheet has the content type text/css"
            sheet = re.sub(r"/\*.*?\*/", " ", reply.text, flags=re.S)
            assert re.search(r"\bh1\b[^{}]*\{[^{}]*:[^{}]*\}", sheet), "the style sheet holds a rule for `h1`"
    text = f"h1 {{ margin: {rng.randint(10, 99)}px }} /* {letters(rng)} */"
    put_files(jail, {"static/site.css": text})

    reply = client.get(parts(hello(client, "").style_sheet()).path)

    assert reply.text == text, "the link leads to the file `static/site.css`"


@pytest.mark.task(3)
@pytest.mark.points(2)
def test_card(client, rng):
    """The card shows name, city and age, and a dash for what is missing"""
    for missing in ((), ("name",), ("city",), ("age",), ("name", "city", "age")):
        values = {
            "name": f"{letters(rng)} <b>{letters(rng)}</b>",
            "city": f"{letters(rng)} & {letters(rng)}",
            "age": rng.choice(["0", str(rng.randint(1, 99))]),
        }
        sent = {key: value for key, value in values.items() if key not in missing} | {letters(rng): letters(rng)}
        shuffled = dict(rng.sample(sorted(sent.items()), k=len(sent)))

        reply = client.get("/card", query_string=shuffled)

        assert reply.status_code == 200
        page = Page(reply.text)
        assert len(page.texts("dl")) == 1, "the card has one `dl`"
        expected = [(tag, text) for key in values for tag, text in (("dt", key), ("dd", sent.get(key, "-")))]
        assert page.texts("dt", "dd") == expected, (
            "the `dl` has the pairs name, city and age, with the values as they were sent and `-` for a missing one"
        )


@pytest.mark.task(3)
@pytest.mark.points(1)
def test_template_used(jail, rng):
    """Both pages come from their templates"""
    marks = {"hello.html": letters(rng, 12), "card.html": letters(rng, 12)}
    put_files(jail, {f"templates/{template}": f"<p>{mark}</p>" for template, mark in marks.items()})

    for path, template in (
        ("/hello/", "hello.html"),
        (f"/hello/{letters(rng)}", "hello.html"),
        (f"/card?city={letters(rng)}", "card.html"),
        ("/card", "card.html"),
    ):
        seen = rendered_for(jail, path)

        assert template in seen.get("templates", []), f"the page is rendered from the template `{template}`"
        assert marks[template] in "".join(seen.get("page", [])), f"the page is what the file `{template}` says"
