"""The shelf for checks: pages read as browsers read them and in linear time, draws, cookies, messages."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from random import Random

import pytest
from flask import Flask, Response, request
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks import _tokens, draw
from grader.checks.cookies import cookies_of
from grader.checks.html import Form, Page
from grader.course import Course, new_exercise, validate_exercise

ROOT = Path(__file__).parents[1]
URL = "http://localhost/shop/greet?page=2"


def form(source: str, url: str = URL) -> Form:
    return Page(source, url).forms[0]


# Elements and text


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<ul><li><p>one<li>two<p>more</ul>after", ["one", "two more"]),
        ("<li>a <b>bold</b>\n one</li>", ["a bold one"]),
        ("<li>one<br>two</li>", ["one two"]),
        ("<li>o<span>n</span>e</li>", ["one"]),
        ("<LI CLASS=x>one</Li>", ["one"]),
        ("<li>one</p></b></li>", ["one"]),
        ("<li>one<!-- <li>two --> and only", ["one and only"]),
        ("<li>one<script>if (a<b) '</li><li>two'</script></li>", ["one"]),
        ("<li>a < b &amp;&lt; c &copy; d&#100;&#x64; &unknown; &", ["a < b &< c © ddd &unknown; &"]),
        ("<textarea><li>one</textarea>", []),
        ("<li>one<![CDATA[<b>]]>", ["one]]>"]),
        ("<li>one<li", ["one"]),
        ("<li>one<?php ?></><//li>two", ["onetwo"]),
        ("<li/>one", ["one"]),
    ],
)
def test_elements_end_where_browsers_end_them(source: str, texts: list[str]) -> None:
    """End tags may be left out, text is what a reader sees, and nothing in a page is an error."""
    assert Page(source).texts("li") == texts


def test_what_is_asked_for_once_must_be_there_once() -> None:
    """The message names the element, for students."""
    page = Page("<p id=a>one<p id=b>two<b id=b>three</b>")

    assert page.by_id("a").text == "one"
    assert page.by_id("b", "b").text == "three"
    for ask, message in (
        (lambda: page.by_id("b"), "the page has one element with the id `b`"),
        (lambda: page.by_id("a", "b"), "the page has one `b` with the id `a`"),
        (lambda: page.one("p"), "the page has one element `p`"),
    ):
        with pytest.raises(AssertionError, match=f"^{message}$"):
            ask()


def test_an_element_knows_what_stands_in_it_and_around_it() -> None:
    """Text with every blank, lines between `br`, markup written in one way, classes, ancestors."""
    page = Page("<main><div id=x class='a b'> one<br/>  <I title=t id=y>t&lt;o</I> <br>three </div></main>")

    element = page.by_id("x")

    assert element.exact == " one  t<o three "
    assert element.trimmed == "one  t<o three"
    assert element.lines == ["one", "t<o", "three"]
    assert element.markup == 'one<br>  <i id="y" title="t">t&lt;o</i> <br>three'
    assert (element.classes, element.around) == ({"a", "b"}, {"main"})
    assert [each.tag for each in page.all("i", "br", inside="div")] == ["br", "i", "br"]


def test_a_title_is_no_part_of_what_the_page_shows() -> None:
    """The text of a page leaves titles, scripts and styles out; the title itself can be asked for."""
    page = Page("<title>Logged in &amp; <b></title><style>p{}</style><p>Hello<p>there")

    assert page.text == "Hello there"
    assert page.shown == "Logged in & <b> Hello there"
    assert page.one("title").text == "Logged in & <b>"


def test_of_an_attribute_given_twice_the_first_counts() -> None:
    """Values come with or without quotes; an address keeps an ampersand that begins no reference."""
    page = Page("""<a href='/a?x=1&copy=2&amp;y=&lt;3' HREF=/b data-e title="a'b">x</a>""")

    assert page.all("a")[0].attributes == {"href": "/a?x=1&copy=2&y=<3", "data-e": "", "title": "a'b"}


def test_links_lead_where_a_browser_would_go() -> None:
    """Relative to the page or to its `base`, without the fragment; what is no address stays as it is."""
    addresses = ["", "?x=1", " other ", "/top#here", "//else.where/", "http://[", "#here"]
    links = "".join(f'<a href="{address}">x</a>' for address in addresses)

    here = "http://localhost/shop/greet?page=2"
    assert Page(links + "<a>none</a>", URL).targets == [
        *(here, "http://localhost/shop/greet?x=1", "http://localhost/shop/other", "http://localhost/top"),
        *("http://else.where/", "http://[", here),
    ]
    assert Page("<base href=/deep/>" + links, URL).targets[2] == "http://localhost/deep/other"


def test_a_page_knows_the_url_it_came_from() -> None:
    """Also where the application is mounted below a path."""
    app = Flask(__name__)
    app.add_url_rule("/list/", view_func=lambda: '<a href="one">x</a><link rel="StyleSheet" href="a.css">')

    page = Page.of(app.test_client().get("/list/?q=1", base_url="http://localhost/mount"))

    assert page.targets == ["http://localhost/mount/list/one"]
    assert page.style_sheets == ["a.css"]


# Forms


@pytest.mark.parametrize(
    ("source", "action"),
    [
        ("<form>", URL),
        ("<form action>", URL),
        ("<form action=' '>", URL),
        ("<form action='?'>", "http://localhost/shop/greet"),
        ("<form action='#'>", URL),
        ("<form action='.'>", "http://localhost/shop/"),
        ("<form action='/login#top'>", "http://localhost/login"),
        ("<form action=/a><button formaction=/b>x</button></form>", "http://localhost/b"),
        (
            "<form action=/a><button type=button formaction=/b>x</button><input type=submit></form>",
            "http://localhost/a",
        ),
    ],
)
def test_a_form_is_sent_where_a_browser_sends_it(source: str, action: str) -> None:
    """An empty action is the page itself; the default button's own goes before."""
    assert form(source).action == action


def test_a_form_is_sent_as_a_browser_sends_it() -> None:
    """Unknown words are the usual ones; the default button's own go before."""
    plain, post, button = Page(
        "<form method=put enctype=x></form><form method=POST enctype=Multipart/Form-Data></form>"
        "<form><input type=image formmethod=post></form>"
    ).forms

    assert (plain.method, plain.enctype) == ("get", "application/x-www-form-urlencoded")
    assert (post.method, post.enctype) == ("post", "multipart/form-data")
    assert (button.method, button.button is not None) == ("post", True)


def test_a_field_belongs_to_the_form_it_names() -> None:
    """Controls outside, controls inside of another form, and a form inside a form, which is none."""
    page = Page(
        "<input name=early form=one><form id=one><input name=own><form id=two><input name=nested></form>"
        "<input name=nobody><form id=three><input name=lent form=one><input name=lost form=none></form>"
        "<table><form id=four><tr><td><input name=cell></table></form>"
    )

    assert [[field.name for field in each.fields] for each in page.forms] == [
        ["early", "own", "nested", "lent"],
        [],
        ["cell"],
    ]


def test_a_form_sends_what_nobody_touched_and_what_was_typed() -> None:
    """Defaults of every kind of control, the first button that submits, nothing that is disabled or unnamed."""
    source = """<form>
        <input name=text value=a><input name=odd type=nonsense><input value=unnamed><input name=off disabled>
        <fieldset disabled><input name=inside></fieldset>
        <input type=checkbox name=box><input type=checkbox name=boxes value=1 checked><input type=checkbox name=boxes checked>
        <input type=hidden name=token value=t><input type=file name=file>
        <textarea name=area>\nline &amp;</textarea>
        <select name=one><option>first<option value=2>second</select>
        <select name=last><option selected>x<option selected>y</select>
        <select name=many multiple><option>none</select>
        <button type=reset name=reset value=r></button><button name=go value=yes>x</button><input type=submit name=stop>
    </form>"""

    sent = form(source)

    assert sent.data({"text": "typed"}) == {
        "text": ["typed"],
        "odd": [""],
        "boxes": ["1", "on"],
        "token": ["t"],
        "area": ["line &"],
        "one": ["first"],
        "last": ["y"],
        "go": ["yes"],
    }
    assert {field.name for field in sent.fields if field.is_typed} == {"text", "odd", "area"}
    assert [field.kind for field in sent.named("boxes")] == ["checkbox", "checkbox"]
    assert sent.named("odd")[0].kind == "text"


def test_a_client_can_send_a_forms_data() -> None:
    """What a form sends arrives as if a browser had sent it."""
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: str(request.form.to_dict(flat=False)), methods=["POST"])
    sent = form("<form method=post><input name=a value=1><input name=a value=2><input name=b></form>")

    reply = app.test_client().post("/", data=sent.data({"b": "x"}))

    assert reply.text == "{'a': ['1', '2'], 'b': ['x']}"


# Hostile pages

HOSTILE = [
    *(
        "<!--",
        "<!---->",
        "<!--->",
        "--!>",
        "<a ",
        "<a",
        "<a b='",
        '<a b="c',
        "<a b='\" ",
        "<a =",
        "<a b= ",
        "</",
        "</a ",
        "</a x='",
    ),
    *("&", "&#", "&#9", "&#x", "&am", "&amp", "&ampx;", "<b a=&", "<![CDATA[", "<!", "<?", "<", "<<a>", "<a/"),
    *("<div>", "<p>", "<li>", "<b><i>", "<b></i>", "<table><tr><td>", "<form>", "<form><input form=x id=x>", "</form>"),
    *(
        "<textarea>",
        "<title></titl",
        "<script></script",
        "<script></script>",
        "<select><option>",
        "<option>",
        "<br>",
        "\x00",
    ),
]


class Scanned(str):
    """A page that counts how far it is looked through."""

    total = 0

    def find(self, sought: str, start: int = 0) -> int:  # type: ignore[override]
        found = super().find(sought, start)
        Scanned.total += (len(self) if found < 0 else found + 1) - start
        return found


class Counting:
    """A pattern that counts how far it looks; what it does not find in a page costs all the rest."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def match(self, text: str, place: int = 0) -> re.Match[str] | None:
        found = self._pattern.match(text, place)
        Scanned.total += found.end() - place if found else 1
        return found

    def search(self, text: str, place: int = 0) -> re.Match[str] | None:
        found = self._pattern.search(text, place)
        Scanned.total += (found.end() if found else len(text)) - place
        return found


def steps(page: str) -> int:
    """Return how many functions are called to read a page, its text, its forms and its links."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        seen = Page(page)
        assert [seen.text, seen.root.markup, seen.forms, seen.targets]
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_page_is_twice_the_steps(piece: str) -> None:
    """No page is an error, and none costs more than in proportion to its length."""
    few, many = steps(piece * 400), steps(piece * 800)

    assert many <= 2.1 * few + 100


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_part_of_a_page_is_looked_through_again_and_again(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What patterns and searches pass over is in proportion to the page, also where they find nothing."""
    for name in ("_NAME", "_ATTRIBUTE", "_BETWEEN", "_END_OF_COMMENT"):
        monkeypatch.setattr(_tokens, name, Counting(getattr(_tokens, name)))
    ends = {name: Counting(pattern) for name, pattern in _tokens._END_OF.items()}
    monkeypatch.setattr(_tokens, "_END_OF", ends)
    page = Scanned(piece * 500)
    Scanned.total = 0

    list(_tokens.tokens(page))

    assert Scanned.total <= 5 * len(page)


@pytest.mark.parametrize(
    "piece", [b"&#" + b"9" * 5000, b"&#x110000;", b"&#0;", b"&#xD800;", b"&#" + b"0" * 5000 + b"65;"]
)
def test_no_number_of_a_character_is_an_error(piece: bytes) -> None:
    """A number too large names no character, whatever its length."""
    assert len(Page(piece.decode()).text) <= 1


def test_a_mebibyte_of_comments_is_an_empty_page() -> None:
    """A comment that does not end hides the rest, which is looked through once (F2)."""
    page = Page("<p>seen" + "<!--" * 262_144)

    assert (page.tags, page.text) == (["p"], "seen")


PIECES = [*"<>/!-=&#;'\" \n\u3000x", "<p", "<li", "</b>", "<b>", "<br", "<a x=", "<form", "</form>"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_what_was_read_is_written_so_that_it_reads_the_same(source: str) -> None:
    """Nothing is an error, and what stands in a page, written in one way, is the same page again."""
    page = Page(source)

    again = Page(page.root.markup)

    assert again.tags == page.tags
    assert again.root.markup == page.root.markup


def test_deep_nesting_costs_no_more_than_breadth() -> None:
    """An element has a bounded number of elements around it, as in browsers."""
    page = Page("<div>" * 5000 + "deep")

    assert max(len(list(element.ancestors())) for element in page.elements) < 100
    assert page.text == "deep"


def test_no_check_of_the_course_reads_pages_its_own_way() -> None:
    """Page parsers and drawn words stand on the shelf, once."""
    checks = ROOT.glob("exercises/*/*/checks/*.py")

    assert [
        path for path in checks if re.search(r"HTMLParser|choices\(.*ascii_lowercase", path.read_text("utf-8"))
    ] == []


# Draws and cookies


def everything(rng: Random) -> list[object]:
    return [
        *(draw.word(rng), draw.mark(rng), draw.name(rng), draw.label(rng), draw.phrase(rng), draw.token(rng)),
        *(draw.words(rng, 3), draw.marks(rng, 3), draw.names(rng, 3), draw.labels(rng, 3), draw.given_names(rng, 3)),
        *(draw.numbers(rng, 3), draw.shuffled(rng, range(9))),
    ]


def test_the_same_seed_draws_the_same() -> None:
    """A run can be repeated; another seed draws something else."""
    assert everything(Random(7)) == everything(Random(7))
    assert all(one != other for one, other in zip(everything(Random(7)), everything(Random(8)), strict=True))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_drawn_together_is_different(seed: int) -> None:
    """Nothing that is drawn as several comes twice, however few there are to choose from."""
    rng = Random(seed)

    for drawn in (draw.words(rng, 20, 1), draw.marks(rng, 9), draw.names(rng, 30), draw.labels(rng, 30)):
        assert len(set(drawn)) == len(drawn)
    assert sorted(draw.numbers(rng, 5, 3, 7)) == [3, 4, 5, 6, 7]


@pytest.mark.parametrize("seed", range(20))
def test_telling_cases_are_always_there(seed: int) -> None:
    """A mark reads differently backwards, a token has all kinds of characters, an order is none by itself."""
    rng = Random(seed)

    mark, token = draw.mark(rng), draw.token(rng)
    jumbled = draw.out_of_order(draw.words(rng, 3))

    assert mark != mark[::-1]
    assert [sum(map(kind, token)) for kind in (str.islower, str.isupper, str.isdigit)] == [6, 6, 6]
    assert jumbled not in (sorted(jumbled), sorted(jumbled)[::-1])


def test_cookies_are_read_as_browsers_read_them() -> None:
    """`Max-Age` goes before `Expires`; names of attributes count in any case."""
    reply = Response()
    for line in (
        "a=1; Path=/; HttpOnly; DOMAIN=.Site.example",
        'b="x y"; Max-Age=0; Expires=Wed, 01 Jan 2200 00:00:00 GMT',
        "c=; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "d=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    ):
        reply.headers.add("Set-Cookie", line)

    first, *others = cookies_of(reply)

    assert (first.name, first.value, first.domain) == ("a", "1", "site.example")
    assert first.attributes == {"path": "/", "httponly": "", "domain": ".Site.example"}
    assert [(cookie.name, cookie.value, cookie.is_dropped) for cookie in others] == [
        ("b", '"x y"', True),
        ("c", "", False),
        ("d", "", True),
    ]


# Messages


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("test_files.py", ["an assert without a message", "an assert without a message"]),
        ("helpers.py", ["an assert without a message", "an assert without a message"]),
        ("test_examples.py", []),
    ],
)
def test_every_assert_of_a_hidden_check_says_what_is_right(tmp_path: Path, file: str, told: list[str]) -> None:
    """The compiler demands a message in hidden checks and beside them; an empty one is none (F46)."""
    new_exercise(tmp_path, "98-new/01-files")
    exercise = Course(tmp_path).load("98-new/01-files")
    with (exercise.checks_folder / file).open("a", encoding="utf-8") as module:
        module.write("\n\ndef silent(x):\n    assert x\n    assert x > 1, ''\n    assert x > 2, 'more than two'\n")

    problems = [problem for problem in validate_exercise(exercise) if "assert" in problem.fact]

    assert [problem.fact for problem in problems] == told
    assert all(problem.where.startswith(f"98-new/01-files/checks/{file}:") and problem.hint for problem in problems)
