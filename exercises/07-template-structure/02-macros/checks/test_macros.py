"""Hidden checks of 07-template-structure/02-macros.

Pages of the checks' own import the student's macros, and other macros take the place of the student's.
"""

from html.parser import HTMLParser

import pytest
from grader.checks import probe

WORDS = ["amber", "basalt", "canvas", "dahlia", "ember", "fjord", "garnet", "heron", "indigo", "jasper", "kelp"]
TYPES = ["email", "search", "tel", "url"]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = {"p", "div", "ul", "ol", "dl", "table", "section", "article", "form", "fieldset", "main", "h1", "h2", "h3"}

USES_INPUT = """{% from "forms/_macros.html" import input %}
{{ input(first) }}
{{ input(second, value) }}
{{ input(third, type=kind) }}
{{ input(type=kind, value=value, name=fourth) }}
{{ input(fifth, value, kind) }}
"""
GREETS = """{% from "forms/_macros.html" import greeting with context %}{{ greeting() }}"""
# `varargs` and `kwargs` let the student's page pass more than these parameters.
OTHER_MACROS = """
{% macro input(name, value='', type='text') %}{% if varargs or kwargs %}{% endif -%}
<input name="{{ name }}" value="{{ value }}" type="{{ type }}" data-x="TEXT-input">{% endmacro %}
{% macro greeting() %}{% if varargs or kwargs %}{% endif -%}
<p id="greet" data-x="TEXT-greeting">TEXT</p>{% endmacro %}
"""


class Page(HTMLParser):
    """`inputs` are the attributes of each input, `greets` those of each p#greet and its text."""

    def __init__(self, html):
        super().__init__()
        self.inputs = []
        self.greets = []
        self.order = []  # "greet" and "input", as they come
        self._inside = None  # the p#greet that is open
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in BLOCKS:
            self._inside = None  # an end tag that HTML lets a page leave out
        if tag == "input":
            self.inputs.append(attributes)
            self.order.append("input")
        if attributes.get("id") == "greet":
            assert tag == "p", "the element with the id `greet` is a `p`"
            self._inside = (attributes, [])
            self.greets.append(self._inside)
            self.order.append("greet")

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self._inside = None

    def handle_data(self, data):
        if self._inside:
            self._inside[1].append(data)

    def fields(self):
        """`[name, value, type]` of each input; a value that was left out is empty."""
        return [[each.get("name"), each.get("value") or "", each.get("type")] for each in self.inputs]

    def greetings(self):
        return [" ".join("".join(pieces).split()) for _, pieces in self.greets]

    def marks(self):
        """The attribute `data-x` of each greeting and of each input."""
        return [each.get("data-x") for each in [*(attributes for attributes, _ in self.greets), *self.inputs]]


@probe
def login_page(jail, values) -> str:
    return str(jail.render("forms/login.html", **values))


@probe
def other_page(jail, source, values) -> str:
    """Render a page of the checks' own, which may import the student's macros."""
    import flask

    app = flask.Flask("page", root_path=str(jail.work))
    with app.test_request_context("/"):
        return str(flask.render_template_string(source, **values))


@probe
def login_with_macros(jail, macros, values) -> str:
    """Render the student's page, with other macros behind those of the student's file."""
    import flask
    import jinja2

    app = flask.Flask("page", root_path=str(jail.work))
    file = "forms/_macros.html"
    both = jinja2.DictLoader({file: jail.read(f"templates/{file}") + macros})
    app.jinja_loader = jinja2.ChoiceLoader([both, app.jinja_loader])
    with app.test_request_context("/"):
        return str(flask.render_template("forms/login.html", **values))


def phrase(rng):
    return f"{rng.choice(WORDS)} {rng.randint(100, 999)}"


def login(jail, rng, **values):
    """The login page for random values, except those named."""
    return Page(login_page(jail, {"user": phrase(rng), "last": phrase(rng)} | values))


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_other_use(jail, rng):
    """Another page calls input with arguments in order and by name"""
    first, second, third, fourth, fifth = rng.sample(WORDS, k=5)
    value, kind = phrase(rng), rng.choice(TYPES)
    values = {"first": first, "second": second, "third": third, "fourth": fourth, "fifth": fifth}

    seen = Page(other_page(jail, USES_INPUT, {**values, "value": value, "kind": kind}))

    assert seen.fields() == [
        [first, "", "text"],
        [second, value, "text"],
        [third, "", kind],
        [fourth, value, kind],
        [fifth, value, kind],
    ], (
        "each call gives one `input` with the name, value and type asked for;"
        " without a value it is empty, without a type it is a `text`"
    )


@pytest.mark.task(2)
@pytest.mark.points(3)
def test_fields(jail, rng):
    """The login page has an input for the name, filled in, and one for the password, empty"""
    last = phrase(rng)

    seen = login(jail, rng, last=last)

    assert seen.fields() == [["username", last, "text"], ["password", "", "password"]], (
        "the page has two inputs: `username`, a `text` with the value `last`, then `password`, an empty `password`"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_greeting(jail, rng):
    """The login page, and any other page, greets its user"""
    for user in (phrase(rng), f'<i>{rng.choice(WORDS)}</i> & "{rng.choice(WORDS)}"'):
        seen, other = login(jail, rng, user=user), Page(other_page(jail, GREETS, {"user": user}))

        assert seen.greetings() == [f"Hello {user}"], "the login page has one `p#greet`: `Hello` and the page's `user`"
        assert seen.order[0] == "greet", "the greeting stands before the inputs"
        assert other.greetings() == [f"Hello {user}"], "any page that imports `greeting` with context greets its user"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_escape(jail, rng):
    """A value with quotes and tags stays a value"""
    first, second = rng.sample(WORDS, k=2)
    tricky = [f'"><b>{first}</b>', f"{first}' title='{second}", f"{first} &amp; <{second}>"]
    rng.shuffle(tricky)

    for last in tricky:
        inputs = login(jail, rng, last=last).inputs

        assert len(inputs) == 2, "a value makes no elements of its own"
        assert inputs[0].get("value") == last, "the value is what `last` holds, letter by letter"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_macro_used(jail, rng):
    """When the macros change, so does the login page"""
    text, last = f"{rng.choice(WORDS)}-{rng.randint(100, 999)}", phrase(rng)
    values = {"user": phrase(rng), "last": last}

    seen = Page(login_with_macros(jail, OTHER_MACROS.replace("TEXT", text), values))

    assert seen.marks() == [f"{text}-greeting", f"{text}-input", f"{text}-input"], (
        "the greeting and both inputs come from the macros of `_macros.html`, and nothing is written by hand"
    )
    assert seen.fields() == [["username", last, "text"], ["password", "", "password"]], (
        "the page hands name, value and type to the macro"
    )
