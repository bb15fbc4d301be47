"""Hidden checks of 07-template-structure/01-if-and-for.

Each check looks at one side of the page: where the words for the ages are at stake, the numbers and classes
of the items are not, and the other way round.
"""

from html.parser import HTMLParser

import pytest
from grader.checks import probe

NAMES = [
    "Ada",
    "Alan",
    "Barbara",
    "Donald",
    "Edsger",
    "Frances",
    "Grace",
    "Guido",
    "Hedy",
    "Joan",
    "Katherine",
    "Ken",
    "Linus",
    "Margaret",
    "Niklaus",
    "Radia",
    "Sophie",
    "Tim",
    "Tony",
    "Yukihiro",
]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = ("p", "div", "ul", "ol", "dl", "table", "section", "article", "pre", "h1", "h2", "h3", "h4")
ENDED_BY = {block: {"p"} for block in BLOCKS} | {"li": {"li", "p"}}  # end tags that HTML lets a page leave out


class Element:
    """An element of a page: its tag, its attributes, the tags around it, and its text."""

    def __init__(self, tag, attributes, around):
        self.tag, self.attributes, self.around = tag, attributes, around
        self.pieces = []

    @property
    def text(self):
        return " ".join("".join(self.pieces).split())

    @property
    def classes(self):
        return set((self.attributes.get("class") or "").split())


class Page(HTMLParser):
    """The elements of a page, in order."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self._open = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        while self._open and self._open[-1].tag in ENDED_BY.get(tag, ()):
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

    def items(self):
        """The items of the page's only list."""
        assert [element.tag for element in self.elements].count("ul") == 1, "the page has one `ul`"
        items = [element for element in self.elements if element.tag == "li"]
        assert all("ul" in item.around for item in items), "every `li` stands inside the `ul`"
        return items

    def names(self):
        """The word before the last of each item, which is a name."""
        return [(item.text.split() or [""])[-2:][0] for item in self.items()]

    def total(self):
        found = [element for element in self.elements if element.attributes.get("id") == "total"]
        assert [element.tag for element in found] == ["p"], "the page has one `p` with the id `total`"
        return found[0].text


@probe
def render(jail, people, limit) -> str:
    """Render the student's template with the student's application, as a view would."""
    from flask import render_template

    with jail.app().test_request_context("/"):
        return str(render_template("people.html", people=people, limit=limit))


def page(jail, people, limit):
    return Page(render(jail, people, limit))


def word(age):
    return "senior" if age >= 60 else "adult" if age >= 18 else "minor"


def person(rng, name, *, active, age=None):
    """Somebody whose age, unless given, is far from every border."""
    if age is None:
        age = rng.choice([rng.randint(3, 14), rng.randint(22, 55), rng.randint(64, 90)])
    return {"name": name, "age": age, "active": active}


def crowd(rng, count):
    """That many people: first, last and in between some who are not active, never two active ones in a row at first."""
    names = rng.sample(NAMES, k=count)
    return [person(rng, name, active=number not in (0, 2, count - 1)) for number, name in enumerate(names)]


def active(people):
    return [someone for someone in people if someone["active"]]


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_rows(jail, rng):
    """Active people are numbered from 1, with the classes odd and even in turn"""
    people = crowd(rng, rng.randint(7, 9))
    shown = active(people)

    items = page(jail, people, len(people) + rng.randint(0, 3)).items()

    assert [item.text for item in items] == [
        f"{number}. {someone['name']} {word(someone['age'])}" for number, someone in enumerate(shown, 1)
    ], "each active person, and nobody else, has an item `N. NAME WORD`, counted from 1, in the order of the list"
    assert [item.classes & {"odd", "even"} for item in items] == [
        {("odd", "even")[number % 2]} for number in range(len(shown))
    ], "the classes of the items are `odd`, `even`, `odd` and so on"


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_ages(jail, rng):
    """minor, adult and senior begin where they should"""
    ages = [0, rng.randint(1, 16), 17, 18, rng.randint(20, 57), 59, 60, 61, rng.randint(62, 99)]
    rng.shuffle(ages)
    names = rng.sample(NAMES, k=len(ages))
    people = [person(rng, name, active=True, age=age) for name, age in zip(names, ages, strict=True)]

    items = page(jail, people, len(people)).items()

    assert [item.text.split()[-2:] for item in items] == [
        [someone["name"], word(someone["age"])] for someone in people
    ], "the word behind the name is `senior` from 60, `adult` from 18, and else `minor`"


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_escaping(jail, rng):
    """HTML in a name is shown as text"""
    first, second, third = rng.sample(NAMES, k=3)
    name = f"<i>{first}</i> &amp; \"{second}\" <!--'{third}'-->"
    people = [person(rng, name, active=True, age=30)]

    items = page(jail, people, 5).items()

    assert len(items) == 1, "a name makes no items of its own"
    assert items[0].text.endswith(f" {name} adult"), "the name is shown letter by letter, its HTML escaped"


@pytest.mark.task(2)
@pytest.mark.points(1)
def test_limit(jail, rng):
    """No more active people are shown than the limit says"""
    people = crowd(rng, 20)
    names = [someone["name"] for someone in active(people)]

    for limit in (1, rng.randint(2, 3), len(names) - 1, len(names), len(names) + 1):
        assert page(jail, people, limit).names() == names[:limit], (
            "the items are those of the first active people, as many as the limit allows, and nothing else"
        )


@pytest.mark.task(2)
@pytest.mark.points(1)
def test_last(jail, rng):
    """Only the last active person's item has the class last"""
    people = crowd(rng, rng.randint(7, 9))
    count = len(active(people))

    for limit in (len(people), len(people) + 1):
        items = page(jail, people, limit).items()

        assert ["last" in item.classes for item in items] == [False] * (count - 1) + [True], (
            "the item of the last active person has the class `last`, and no other item has it"
        )
    assert items[-1].classes >= {("even", "odd")[count % 2], "last"}, "the last item has both of its classes"

    alone = page(jail, [person(rng, rng.choice(NAMES), active=True)], 3).items()

    assert [item.classes >= {"odd", "last"} for item in alone] == [True], "the only item is the last one"


@pytest.mark.task(2)
@pytest.mark.points(1)
def test_empty(jail, rng):
    """Without active people the list shows nobody"""
    names = rng.sample(NAMES, k=3)
    idle = [person(rng, name, active=False) for name in names]

    for people in ([], idle):
        items = page(jail, people, rng.randint(4, 8)).items()

        assert [item.text for item in items] == ["nobody"], "without active people, the only item is `nobody`"
        assert "empty" in items[0].classes, "the item `nobody` has the class `empty`"

    seen = page(jail, [*idle, person(rng, "Zuse", active=True)], rng.randint(4, 8))

    assert seen.names() == ["Zuse"], "with one active person, the only item is that of this person"
    assert "empty" not in seen.items()[0].classes, "the item of a person does not have the class `empty`"


@pytest.mark.task(3)
@pytest.mark.points(2)
def test_total(jail, rng):
    """The ages of all active people are added, limited or not"""
    people = crowd(rng, rng.randint(8, 12))
    people.insert(2, {**people[1], "name": "Zuse"})  # somebody of the same age
    expected = sum(someone["age"] for someone in active(people))

    for limit in (1, rng.randint(2, 3), len(people)):
        assert page(jail, people, limit).total() == str(expected), (
            "`#total` is the sum of the ages of all active people, whatever the limit"
        )
    idle = [{**someone, "active": False} for someone in people]

    for nobody in ([], idle):
        assert page(jail, nobody, 3).total() == "0", "`#total` is `0` when nobody is active"
