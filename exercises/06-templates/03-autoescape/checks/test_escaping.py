"""Hidden checks of 06-templates/03-autoescape.

The page is read by a parser. What stands in an element is a list: text, and one entry for each start tag
and each end tag in it. So a tag that was escaped is text, and a tag that was not is an entry.
"""

from html import escape

import pytest
from grader.checks import application, draw, probe
from grader.checks.html import Page


@probe
def cleaned(jail, sources) -> list[str]:
    """Call the function `clean` alone, once for each text."""
    clean = jail.load("app").clean
    return [str(clean(source)) for source in sources]


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
    return draw.word(rng, count, "cdfghjklmnopqrstuvwxyz")


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
        f"{letters(rng).upper()}{rng.choice('春夏秋冬')}",
    ]
    return draw.shuffled(rng, words)


def show(client, text, html):
    reply = client.get("/show", query_string={"text": text, "html": html})

    assert reply.status_code == 200, "`/show` must answer 200"
    return Page.of(reply)


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-factory", "show-page", "one-element-each", "text-shown", "no-tags-there", "others-404", "others-405"
)
def test_text(client, rng):
    """The text is shown character for character, at this address and no other"""
    text = " ".join(nasty_words(rng))

    seen = show(client, text, letters(rng)).by_id("text").trimmed

    assert seen == text, "`#text` shows the query argument `text`, and nothing in it works as a tag"
    query = {"text": letters(rng), "html": letters(rng)}
    for wrong in (f"/{letters(rng)}", "/show/"):
        assert client.get(wrong, query_string=query).status_code == 404, "another address is a 404"
    assert client.post("/show", query_string=query).status_code == 405, "`/show` takes no `POST`: that is a 405"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("one-element-each", "code-shown", "no-tags-there", "code-in-a-block")
def test_code(client, jail, rng):
    """The source of the HTML is shown character for character"""
    html = " ".join(nasty_words(rng))

    seen = show(client, letters(rng), html).by_id("code").trimmed

    assert seen == html, "`#code` shows the query argument `html` as source, and nothing in it works as a tag"

    seen = show(without_escaping(jail).client(), letters(rng), html).by_id("code").trimmed

    assert seen == html, "`#code` is right also where nothing else is escaped, because its `autoescape` block is on"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("banner-stays", "banner-works", "banner-all-tags", "banner-read-late", "no-other-elements")
def test_banner(client, jail, rng):
    """The banner's markup works"""
    first, second, third, address, fourth = (letters(rng) for _ in range(5))
    banner = f'{first} <em>{second}</em> {third} <a href="/{address}">{fourth}</a>'

    seen = show(with_banner(jail, banner).client(), letters(rng), letters(rng)).by_id("trusted").markup

    assert seen == banner, "`#trusted` shows the setting `BANNER` as it is now, and all its tags work"

    seen = show(client, letters(rng), letters(rng)).by_id("trusted").markup

    assert seen == "Welcome to the <em>course</em>", (
        "`#trusted` shows the banner of the statement when nobody changed the setting"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("words-in-lines", "no-br-at-the-ends", "words-between-blanks", "words-are-text")
def test_joined(client, rng):
    """The words are joined by br elements and are escaped themselves"""
    words = nasty_words(rng)
    words.append(words[0])  # a word that stands there twice is two words
    gaps = ["  ", "   ", *(" " * rng.randint(1, 2) for _ in words[3:])]
    rng.shuffle(gaps)
    text = words[0] + "".join(gap + word for gap, word in zip(gaps, words[1:], strict=True))

    for sent, expected in ((text, words), (words[0], words[:1])):
        seen = show(client, sent, letters(rng)).by_id("list")

        assert seen.lines == expected, (
            "`#list` shows each word character for character, with one `br` element between each two"
        )


@pytest.mark.task(3)
@pytest.mark.points(3)
@pytest.mark.judges(
    "four-tags",
    "exactly-these",
    "rest-is-text",
    "entities-shown",
    "nothing-removed",
    "clean-does-it",
    "no-other-elements",
)
def test_clean(client, jail, rng):
    """Bold and italic work, and everything else is text"""
    one, two, three, four, five = (letters(rng) for _ in range(5))
    kept = [f"<b>{one}</b>", f"<i>{two}</i>", f"<b>{three} <i>{four}</i> {five}</b>"]
    shown = [
        f"<script>{letters(rng)}</script>",
        f'<b onclick="{letters(rng)}">{letters(rng)}',
        f"<i class='{letters(rng)}'>{letters(rng)}",
        f"<img src={letters(rng)} onerror={letters(rng)}>",
        f"<blockquote>{letters(rng)}</blockquote>",
        f"<u>{letters(rng)}</u>",
        f"<B>{letters(rng).upper()}",
        f"<i >{letters(rng)}  {rng.choice('春夏秋冬')}",
        f'<a href="/{letters(rng)}">{letters(rng)}</a>',
        "&lt;i&gt;",
        f"{letters(rng)} & {letters(rng)}",
        f"\"{letters(rng)}'",
    ]
    pieces = draw.shuffled(
        rng, [*((html, html) for html in kept), *((html, escape(html, quote=False)) for html in shown)]
    )
    source = " ".join(html for html, _ in pieces)
    expected = " ".join(markup for _, markup in pieces)

    on_the_page = show(client, letters(rng), source).by_id("html").markup
    word = letters(rng)
    harmless, alone = cleaned(jail, [word, source])
    by_itself = Page(f'<div id="html">{alone}</div>').by_id("html").markup

    assert on_the_page == expected, "`#html` keeps `<b>` and `<i>` without attributes, and shows all the rest as text"
    assert harmless == word, "`clean` leaves a harmless word as it is"
    assert by_itself == expected, "`clean` keeps `<b>` and `<i>` without attributes, and escapes all the rest"
