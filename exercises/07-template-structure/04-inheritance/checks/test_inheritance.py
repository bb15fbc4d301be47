"""Hidden checks of 07-template-structure/04-inheritance.

Beside the student's templates the probe puts templates of the checks: a page that extends one of the
student's, or another parent with random texts, which tells `super()` from a text that was typed again.
"""

import pytest
from grader.checks import draw, probe
from grader.checks.html import Page


OTHER_BASE = """<!doctype html>
<title>{% block title %}TEXT title{% endblock %}</title>
<nav>{% block nav %}TEXT nav{% endblock %}</nav>
<main>{% block body %}<p>TEXT</p>{% endblock %}</main>
"""
OTHER_CHILD = """{% extends "base.html" %}
{% block title %}TEXT title{% endblock %}
{% block body %}<p>TEXT</p>{% endblock %}
"""
FILLS_THE_BASE = """{% extends "base.html" %}
{% block title %}{{ first }}{% endblock %}
{% block nav %}{{ second }}{% endblock %}
{% block body %}<p>{{ third }}</p>{% endblock %}
"""
RENAMES_THE_CHILD = """{% extends "child.html" %}{% block title %}{{ other }}{% endblock %}"""


@probe
def render(jail, template, values, beside) -> str:
    """Render a template as a view would; those in `beside` stand beside the student's, or in their place."""
    import flask
    import jinja2

    app = flask.Flask("page", root_path=str(jail.work))
    app.jinja_loader = jinja2.ChoiceLoader([jinja2.DictLoader(beside), app.jinja_loader])
    with app.test_request_context("/"):
        return str(flask.render_template(template, **values))


def page(jail, template, values, beside=None):
    return Page(render(jail, template, values, beside or {}))


def in_main(page, *tags):
    """The texts of the elements of these kinds inside the page's only `main`."""
    page.one("main")
    return page.texts(*tags, inside="main")


def text(rng):
    """Text with capitals, and with all that HTML takes for its own."""
    return (
        f'{draw.phrase(rng)} {draw.word(rng, 4).upper()} <b class="{draw.word(rng, 3)}">b</b> & &lt;{draw.word(rng, 3)}'
    )


def values_for_grandchild(rng):
    first, *others = sorted(f"/{word}/{rng.randint(1, 99)}" for word in rng.sample(draw.WORDS, k=rng.randint(3, 5)))
    awkward = f'/{draw.word(rng, 4).title()}?a="<i>{draw.word(rng, 3)}</i>"&b=1&lt;'
    return {
        "name": text(rng),
        "title_text": text(rng),
        "deep": text(rng),
        "links": [*others, awkward, others[0], first],  # in no order of the alphabet, and one of them twice
    }


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges(
    "base-without-values", "block-title", "block-nav", "block-body", "one-frame", "no-other-links", "no-other-texts"
)
def test_base_alone(jail, rng):
    """The base shows its defaults, and a page can fill its three blocks"""
    alone = page(jail, "base.html", {})

    assert alone.one("title").text == "Course", "the base's title is `Course`"
    assert alone.one("nav").text == "", "the base's `nav` is empty"
    assert alone.all("a") == [], "the base has no links"
    alone.one("main")
    assert [(each.tag, each.text) for each in alone.all("p", "h1", inside="main")] == [("p", "base text")], (
        "`main` has `base text` in a `p`"
    )

    first, second, third = draw.phrase(rng), draw.phrase(rng), draw.phrase(rng)
    values = {"first": first, "second": second, "third": third}
    filled = page(jail, "other.html", values, {"other.html": FILLS_THE_BASE})

    assert filled.one("title").text == first, "the block `title` is all that stands inside `<title>`"
    assert filled.one("nav").text == second, "the block `nav` stands inside `<nav>`"
    assert in_main(filled, "p") == [third], "the block `body` stands inside `<main>`, with the `p` inside the block"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("child-title", "values-are-text", "child-extends-base")
def test_title(jail, rng):
    """The child's title is the name"""
    for name in (draw.phrase(rng), text(rng)):
        assert page(jail, "child.html", {"name": name}).one("title").text == name, "the child's `<title>` shows `name`"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "child-extends-base",
    "nothing-repeated",
    "follows-its-parent",
    "child-keeps-body",
    "child-nav",
    "no-other-links",
    "one-frame",
)
def test_super(jail, rng):
    """The child keeps what its parent's body and navigation show"""
    name, other = draw.phrase(rng), draw.phrase(rng)

    seen = page(jail, "child.html", {"name": name})
    beside_another = page(jail, "child.html", {"name": name}, {"base.html": OTHER_BASE.replace("TEXT", other)})

    assert in_main(seen, "p") == ["base text"], "the child's `main` shows the text of the base, once"
    assert in_main(beside_another, "p") == [other], "when the base has another text, the child shows that one"
    assert seen.one("nav").text == "", "the base's `nav` is empty, and so is the child's"
    assert seen.links == [], "the child has no links"
    assert beside_another.one("nav").text == f"{other} nav", "the child's `nav` is the one of its parent"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("child-h1", "h1-shows-the-title", "values-are-text")
def test_self_block(jail, rng):
    """The h1 shows the page's title, whatever page extends the child"""
    name, other = text(rng), text(rng)

    seen = page(jail, "child.html", {"name": name})
    renamed = page(jail, "other.html", {"name": name, "other": other}, {"other.html": RENAMES_THE_CHILD})

    assert in_main(seen, "h1") == [seen.one("title").text], "the child's `main` has one `h1`, which shows the title"
    assert in_main(renamed, "h1") == [other], "the `h1` shows the title of the page that is rendered"


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges(
    "grandchild-extends-child",
    "nothing-repeated",
    "follows-its-parent",
    "link-for-each",
    "links-in-order",
    "address-twice",
    "child-h1",
    "grandchild-keeps-body",
    "deep-last",
    "values-are-text",
    "no-other-texts",
    "no-other-links",
    "one-frame",
)
def test_three_levels(jail, rng):
    """The grandchild shows its links, and base text, h1 and its own text in this order"""
    values, other = values_for_grandchild(rng), draw.phrase(rng)

    seen = page(jail, "grandchild.html", values)
    beside_another = page(jail, "grandchild.html", values, {"child.html": OTHER_CHILD.replace("TEXT", other)})

    seen.one("nav")
    assert [(each.attributes.get("href"), each.text, "nav" in each.around) for each in seen.all("a")] == [
        (link, link, True) for link in values["links"]
    ], "`nav` has a link for each address, in order"
    seen.one("main")
    main = seen.all("p", "h1", inside="main")
    assert [element.tag for element in main] == ["p", "h1", "p"], "`main` has the base's `p`, the `h1`, the last `p`"
    assert main[0].text == "base text", "the text of the base comes first"
    assert main[2].text == values["deep"], "the last `p` shows `deep`"
    assert main[2].attributes.get("id") == "deep", "the last `p` has the id `deep`"
    assert in_main(beside_another, "p") == [other, values["deep"]], (
        "when the child has another body, the grandchild shows that one, and its own text behind it"
    )


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges("grandchild-title", "follows-its-parent", "values-are-text")
def test_title_chain(jail, rng):
    """The grandchild's title adds to the child's"""
    values, other = values_for_grandchild(rng), draw.phrase(rng)

    seen = page(jail, "grandchild.html", values)
    beside_another = page(jail, "grandchild.html", values, {"child.html": OTHER_CHILD.replace("TEXT", other)})

    start = values["title_text"]
    assert seen.one("title").text == f"{start} - {values['name']}", (
        "the title is `title_text`, ` - ` and the child's title"
    )
    assert beside_another.one("title").text == f"{start} - {other} title", (
        "when the child has another title, the grandchild's title ends with that one"
    )
