"""Hidden checks of 07-template-structure/02-macros.

Pages of the checks' own import the student's macros, and other macros take the place of the student's.
"""

import pytest
from grader.checks import draw, probe
from grader.checks.html import Page

TYPES = ["email", "search", "tel", "url"]
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


def text(rng):
    """Text with capitals, blanks, quotes, and all that HTML takes for its own."""
    first, second = rng.sample(draw.WORDS, k=2)
    return f"{first.upper()} \"{second}\" <b class='{first}'>{second}</b> & &lt;{rng.randint(10, 99)}%"


def login(jail, rng, **values):
    """The login page for random values, except those named."""
    return Page(login_page(jail, {"user": draw.phrase(rng), "last": draw.phrase(rng)} | values))


def fields(page):
    """`[name, value, type]` of each input; a value that was left out is empty."""
    inputs = (each.attributes for each in page.all("input"))
    return [[each.get("name"), each.get("value", ""), each.get("type")] for each in inputs]


def greetings(page):
    found = page.with_id("greet")
    assert all(each.tag == "p" for each in found), "the element with the id `greet` is a `p`"
    return [each.text for each in found]


def marks(elements):
    """The different values that the attribute `data-x` of these elements has."""
    return {each.attributes.get("data-x") for each in elements}


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges(
    "input-element",
    "input-defaults",
    "name-and-type-written",
    "without-variables",
    "in-order-or-by-name",
    "as-it-is",
    "no-second-element",
)
def test_other_use(jail, rng):
    """Another page calls input with arguments in order and by name"""
    first, second, third, fourth = rng.sample(draw.WORDS, k=4)
    fifth = text(rng)
    for value, kind in ((draw.phrase(rng), rng.choice(TYPES)), (text(rng), text(rng))):
        values = {"first": first, "second": second, "third": third, "fourth": fourth, "fifth": fifth}

        seen = Page(other_page(jail, USES_INPUT, {**values, "value": value, "kind": kind}))

        assert fields(seen) == [
            [first, "", "text"],
            [second, value, "text"],
            [third, "", kind],
            [fourth, value, kind],
            [fifth, value, kind],
        ], (
            "each call gives one `input` with the name, value and type asked for, letter by letter;"
            " without a value it is empty, without a type it is a `text`"
        )


@pytest.mark.task(2)
@pytest.mark.points(3)
@pytest.mark.judges("input-element", "name-and-type-written", "login-username", "login-password", "no-other-inputs")
def test_fields(jail, rng):
    """The login page has an input for the name, filled in, and one for the password, empty"""
    last = f"{draw.phrase(rng)} {rng.choice(draw.WORDS).upper()}"

    seen = login(jail, rng, last=last)

    assert fields(seen) == [["username", last, "text"], ["password", "", "password"]], (
        "the page has two inputs: `username`, a `text` with the value `last`, then `password`, an empty `password`"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "greeting-element", "greets-the-user", "as-it-is", "login-order", "login-greeting", "no-second-element"
)
def test_greeting(jail, rng):
    """The login page, and any other page, greets its user"""
    for user in (draw.phrase(rng), text(rng)):
        seen, other = login(jail, rng, user=user), Page(other_page(jail, GREETS, {"user": user}))

        assert greetings(seen) == [f"Hello {user}"], "the login page has one `p#greet`: `Hello` and the page's `user`"
        order = [each.tag for each in seen.elements if each.tag == "input" or each.attributes.get("id") == "greet"]
        assert order[0] == "p", "the greeting stands before the inputs"
        assert greetings(other) == [f"Hello {user}"], "any page that imports `greeting` with context greets its user"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("as-it-is")
def test_escape(jail, rng):
    """A value with quotes and tags stays a value"""
    first, second = rng.sample(draw.WORDS, k=2)
    tricky = [f'"><b>{first}</b>', f"{first}' title='{second}", f"{first} &amp; <{second}>"]
    rng.shuffle(tricky)

    for last in tricky:
        seen = login(jail, rng, last=last)
        values = [each.attributes.get("value") for each in seen.all("input")]

        assert not seen.all("b"), "a value makes no elements of its own"
        assert last in values, "the value is what `last` holds, letter by letter"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("made-by-macros", "login-username", "login-password", "no-other-inputs")
def test_macro_used(jail, rng):
    """When the macros change, so does the login page"""
    text, last = f"{rng.choice(draw.WORDS)}-{rng.randint(100, 999)}", draw.phrase(rng)
    values = {"user": draw.phrase(rng), "last": last}

    seen = Page(login_with_macros(jail, OTHER_MACROS.replace("TEXT", text), values))

    assert (marks(seen.with_id("greet")), marks(seen.all("input"))) == ({f"{text}-greeting"}, {f"{text}-input"}), (
        "the greeting and both inputs come from the macros of `_macros.html`, and nothing is written by hand"
    )
    handed_on = [["username", last, "text"], ["password", "", "password"]]
    assert all(each in handed_on for each in fields(seen)), "the page hands name, value and type to the macro"
