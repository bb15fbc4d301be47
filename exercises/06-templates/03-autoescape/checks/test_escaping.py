"""Hidden checks of 06-templates/03-autoescape.

The page is read by a parser. What stands in an element is a list: text, and one entry for each start tag
and each end tag in it. So a tag that was escaped is text, and a tag that was not is an entry.
"""

from html.parser import HTMLParser

import pytest
from grader.checks import application, probe

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = ("p", "div", "ul", "ol", "dl", "table", "section", "article", "pre", "h1", "h2", "h3", "h4")
ENDED_BY = {block: {"p"} for block in BLOCKS} | {  # end tags that HTML lets a page leave out
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "tr": {"tr", "td", "th", "p"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
}


class Page(HTMLParser):
    """`found[id]` lists, for every element that carries this id, what stands in it."""

    def __init__(self, html):
        super().__init__()
        self.found = {}
        self._open = []  # (tag, what stands in it)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        while self._open and self._open[-1][0] in ENDED_BY.get(tag, ()):
            self._open.pop()
        for _, inside in self._open:
            inside.append(("start", tag, tuple(attributes)))
        inside = []
        if (name := dict(attributes).get("id")) is not None:
            self.found.setdefault(name, []).append(inside)
        if tag not in VOID:
            self._open.append((tag, inside))

    def handle_endtag(self, tag):
        if tag in VOID:  # <br/> is reported as a start and an end
            return
        if any(tag == other for other, _ in self._open):
            while self._open.pop()[0] != tag:
                pass
        for _, inside in self._open:
            inside.append(("end", tag))

    def handle_data(self, data):
        for _, inside in self._open:
            inside.append(data)

    def inside(self, name):
        """What stands in the one element with this id, without outer blanks."""
        found = self.found.get(name, [])
        assert len(found) == 1, f"the page has one element with the id `{name}`"
        return joined(found[0])

    def text(self, name):
        """The text of the one element with this id, without outer blanks."""
        return "".join(entry for entry in self.inside(name) if isinstance(entry, str)).strip()


def joined(entries):
    """The same with neighbouring texts made one, and without blanks at the beginning and the end."""
    whole = []
    for entry in entries:
        if isinstance(entry, str) and whole and isinstance(whole[-1], str):
            whole[-1] += entry
        else:
            whole.append(entry)
    if whole and isinstance(whole[0], str):
        whole[0] = whole[0].lstrip()
    if whole and isinstance(whole[-1], str):
        whole[-1] = whole[-1].rstrip()
    return [entry for entry in whole if entry != ""]


@probe
def cleaned(jail, html) -> str:
    """Call the function `clean` alone."""
    return str(jail.load("app").clean(html))


@application
def without_escaping(jail):
    """The application where nothing is escaped unless a template asks for it."""
    app = jail.app()
    app.jinja_env.autoescape = False
    return app


@application
def with_banner(jail, banner):
    """The application with this `BANNER`, set after it was made."""
    app = jail.app()
    app.config["BANNER"] = banner
    return app


def letters(rng, count=6):
    return "".join(rng.choices("cdfghjklmnopqrstuvwxyz", k=count))


def nasty_words(rng):
    """Words that would all be read as something else if they were not escaped."""
    words = [
        f"<script>{letters(rng)}</script>",
        f"\"{letters(rng)}'",
        f"<img/src={letters(rng)}>",
        "<br>",
        f"<b>{letters(rng)}</b>",
        "&amp;",
        f"{letters(rng)}&{letters(rng)}",
        letters(rng),
    ]
    rng.shuffle(words)
    return words


def show(client, text, html):
    reply = client.get("/show", query_string={"text": text, "html": html})

    assert reply.status_code == 200
    return Page(reply.text)


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_text(client, rng):
    """The text is shown character for character"""
    text = " ".join(nasty_words(rng))

    seen = show(client, text, letters(rng)).text("text")

    assert seen == text, "`#text` shows the query argument `text`, and nothing in it works as a tag"


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_code(client, jail, rng):
    """The source of the HTML is shown character for character"""
    html = " ".join(nasty_words(rng))

    seen = show(client, letters(rng), html).text("code")

    assert seen == html, "`#code` shows the query argument `html` as source, and nothing in it works as a tag"

    seen = show(without_escaping(jail).client(), letters(rng), html).text("code")

    assert seen == html, "`#code` is right also where nothing else is escaped, because its `autoescape` block is on"


@pytest.mark.task(2)
@pytest.mark.points(1)
def test_banner(client, jail, rng):
    """The banner's markup works"""
    first, second, third, address, fourth = (letters(rng) for _ in range(5))
    banner = f'{first} <em>{second}</em> {third} <a href="/{address}">{fourth}</a>'

    seen = show(with_banner(jail, banner).client(), letters(rng), letters(rng)).inside("trusted")

    assert seen == [
        f"{first} ",
        ("start", "em", ()),
        second,
        ("end", "em"),
        f" {third} ",
        ("start", "a", (("href", f"/{address}"),)),
        fourth,
        ("end", "a"),
    ], "`#trusted` shows the setting `BANNER` as it is now, and all its tags work"

    seen = show(client, letters(rng), letters(rng)).inside("trusted")

    assert seen == ["Welcome to the ", ("start", "em", ()), "course", ("end", "em")], (
        "`#trusted` shows the banner of the statement when nobody changed the setting"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_joined(client, rng):
    """The words are joined by br elements and are escaped themselves"""
    words = nasty_words(rng)
    gaps = ["  ", "   ", *(" " * rng.randint(1, 2) for _ in words[3:])]
    rng.shuffle(gaps)
    text = words[0] + "".join(gap + word for gap, word in zip(gaps, words[1:], strict=True))

    for sent, expected in ((text, words), (words[0], words[:1])):
        seen = show(client, sent, letters(rng)).inside("list")

        lines = [""]
        for entry in seen:
            if entry[:2] == ("start", "br"):
                lines.append("")
            elif isinstance(entry, str):
                lines[-1] += entry
        assert [line.strip() for line in lines] == expected, (
            "`#list` shows each word character for character, with one `br` element between each two"
        )


@pytest.mark.task(3)
@pytest.mark.points(3)
def test_clean(client, jail, rng):
    """Bold and italic work, and everything else is text"""

    def tag(name, *inside):
        return [("start", name, ()), *inside, ("end", name)]

    def text(source):
        return source, [source]

    one, two, three, four, five = (letters(rng) for _ in range(5))
    pieces = [
        (f"<b>{one}</b>", tag("b", one)),
        (f"<i>{two}</i>", tag("i", two)),
        (f"<b>{three} <i>{four}</i> {five}</b>", tag("b", f"{three} ", *tag("i", four), f" {five}")),
        text(f"<script>{letters(rng)}</script>"),
        text(f'<b onclick="{letters(rng)}">{letters(rng)}'),
        text(f"<i class='{letters(rng)}'>{letters(rng)}"),
        text(f"<img src={letters(rng)} onerror={letters(rng)}>"),
        text(f"<blockquote>{letters(rng)}</blockquote>"),
        text(f"<u>{letters(rng)}</u>"),
        text(f'<a href="/{letters(rng)}">{letters(rng)}</a>'),
        text("&lt;i&gt;"),
        text(f"{letters(rng)} & {letters(rng)}"),
        text(f"\"{letters(rng)}'"),
    ]
    rng.shuffle(pieces)
    source = " ".join(html for html, _ in pieces)
    expected = joined([entry for _, entries in pieces for entry in [*entries, " "]])

    on_the_page = show(client, letters(rng), source).inside("html")
    by_itself = Page(f'<div id="html">{cleaned(jail, source)}</div>').inside("html")

    assert on_the_page == expected, "`#html` keeps `<b>` and `<i>` without attributes, and shows all the rest as text"
    assert by_itself == expected, "`clean` keeps `<b>` and `<i>` without attributes, and escapes all the rest"
