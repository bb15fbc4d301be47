"""Hidden checks of 07-template-structure/04-inheritance.

Beside the student's templates the probe puts templates of the checks: a page that extends one of the
student's, or another parent with random texts, which tells `super()` from a text that was typed again.
"""

from html.parser import HTMLParser

import pytest
from grader.checks import probe

WORDS = [
    "amber",
    "basalt",
    "canvas",
    "dahlia",
    "ember",
    "fjord",
    "garnet",
    "heron",
    "indigo",
    "jasper",
    "kelp",
    "lotus",
]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ENDS_PARAGRAPH = {
    "p",
    "div",
    "ul",
    "ol",
    "dl",
    "table",
    "section",
    "article",
    "h1",
    "h2",
    "h3",
    "nav",
    "main",
    "footer",
}

OTHER_BASE = """<!doctype html>
<title>{% block title %}TEXT title{% endblock %}</title>
<nav>{% block nav %}{% endblock %}</nav>
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


class Element:
    """An element of a page: its tag, its attributes, the tags around it, and its text."""

    def __init__(self, tag, attributes, around):
        self.tag, self.attributes, self.around = tag, attributes, around
        self.pieces = []

    @property
    def text(self):
        return " ".join("".join(self.pieces).split())


class Page(HTMLParser):
    """The elements of a page, in order."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self._open = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        if self._open and (self._open[-1].tag, tag) == ("li", "li"):
            self._open.pop()  # an end tag that HTML lets a page leave out
        if self._open and self._open[-1].tag == "p" and tag in ENDS_PARAGRAPH:
            self._open.pop()
        element = Element(tag, dict(attributes), {other.tag for other in self._open})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        if any(tag == other.tag for other in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data):
        for element in self._open:
            element.pieces.append(data)

    def the(self, tag):
        """The text of the page's only element of this kind."""
        found = [element.text for element in self.elements if element.tag == tag]
        assert len(found) == 1, f"the page has one element `{tag}`"
        return found[0]

    def in_main(self, *tags):
        """The elements of these kinds inside `main`."""
        self.the("main")
        return [element for element in self.elements if element.tag in tags and "main" in element.around]

    def paragraphs(self):
        return [element.text for element in self.in_main("p")]

    def headings(self):
        return [element.text for element in self.in_main("h1")]

    def links(self):
        """`(address, text, whether it stands inside nav)` of every link."""
        return [
            (element.attributes.get("href"), element.text, "nav" in element.around)
            for element in self.elements
            if element.tag == "a"
        ]


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


def phrase(rng):
    return f"{rng.choice(WORDS)} {rng.randint(100, 999)}"


def values_for_grandchild(rng):
    first, *others = sorted(f"/{word}/{rng.randint(1, 99)}" for word in rng.sample(WORDS, k=rng.randint(3, 5)))
    return {
        "name": phrase(rng),
        "title_text": phrase(rng),
        "deep": phrase(rng),
        "links": [*others, first],  # in no order of the alphabet
    }


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_base_alone(jail, rng):
    """The base shows its defaults, and a page can fill its three blocks"""
    alone = page(jail, "base.html", {})

    assert alone.the("title") == "Course", "the base's title is `Course`"
    assert alone.the("nav") == "", "the base's `nav` is empty"
    assert alone.links() == [], "the base has no links"
    assert [(e.tag, e.text) for e in alone.in_main("p", "h1")] == [("p", "base text")], (
        "`main` has `base text` in a `p`"
    )

    first, second, third = phrase(rng), phrase(rng), phrase(rng)
    values = {"first": first, "second": second, "third": third}
    filled = page(jail, "other.html", values, {"other.html": FILLS_THE_BASE})

    assert filled.the("title") == first, "the block `title` is all that stands inside `<title>`"
    assert filled.the("nav") == second, "the block `nav` stands inside `<nav>`"
    assert filled.paragraphs() == [third], "the block `body` stands inside `<main>`, with the `p` inside the block"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_title(jail, rng):
    """The child's title is the name"""
    name = phrase(rng)

    assert page(jail, "child.html", {"name": name}).the("title") == name, "the child's `<title>` shows `name`"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_super(jail, rng):
    """The child keeps what its parent's body shows"""
    name, other = phrase(rng), phrase(rng)

    seen = page(jail, "child.html", {"name": name})
    beside_another = page(jail, "child.html", {"name": name}, {"base.html": OTHER_BASE.replace("TEXT", other)})

    assert seen.paragraphs() == ["base text"], "the child's `main` shows the text of the base, once"
    assert beside_another.paragraphs() == [other], "when the base has another text, the child shows that one"


@pytest.mark.task(2)
@pytest.mark.points(1)
def test_self_block(jail, rng):
    """The h1 shows the page's title, whatever page extends the child"""
    name, other = phrase(rng), phrase(rng)

    seen = page(jail, "child.html", {"name": name})
    renamed = page(jail, "other.html", {"name": name, "other": other}, {"other.html": RENAMES_THE_CHILD})

    assert seen.headings() == [seen.the("title")], "the child's `main` has one `h1`, which shows the title"
    assert renamed.headings() == [other], "the `h1` shows the title of the page that is rendered"


@pytest.mark.task(3)
@pytest.mark.points(2)
def test_three_levels(jail, rng):
    """The grandchild shows its links, and base text, h1 and its own text in this order"""
    values, other = values_for_grandchild(rng), phrase(rng)

    seen = page(jail, "grandchild.html", values)
    beside_another = page(jail, "grandchild.html", values, {"child.html": OTHER_CHILD.replace("TEXT", other)})

    seen.the("nav")
    assert seen.links() == [(link, link, True) for link in values["links"]], (
        "`nav` has a link for each address, in order"
    )
    main = seen.in_main("p", "h1")
    assert [element.tag for element in main] == ["p", "h1", "p"], "`main` has the base's `p`, the `h1`, the last `p`"
    assert main[0].text == "base text", "the text of the base comes first"
    assert main[2].text == values["deep"], "the last `p` shows `deep`"
    assert main[2].attributes.get("id") == "deep", "the last `p` has the id `deep`"
    assert beside_another.paragraphs() == [other, values["deep"]], (
        "when the child has another body, the grandchild shows that one, and its own text behind it"
    )


@pytest.mark.task(3)
@pytest.mark.points(2)
def test_title_chain(jail, rng):
    """The grandchild's title adds to the child's"""
    values, other = values_for_grandchild(rng), phrase(rng)

    seen = page(jail, "grandchild.html", values)
    beside_another = page(jail, "grandchild.html", values, {"child.html": OTHER_CHILD.replace("TEXT", other)})

    start = values["title_text"]
    assert seen.the("title") == f"{start} - {values['name']}", "the title is `title_text`, ` - ` and the child's title"
    assert beside_another.the("title") == f"{start} - {other} title", (
        "when the child has another title, the grandchild's title ends with that one"
    )
