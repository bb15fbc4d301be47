"""Hidden checks of 07-template-structure/01-if-and-for.

Each check looks at one side of the page: where the words for the ages are at stake, the numbers and classes
of the items are not, and the other way round.
"""

import pytest
from grader.checks import draw, probe
from grader.checks.html import Page


@probe
def render(jail, people, limit) -> str:
    """Render the student's template with the student's application, as a view would."""
    from flask import render_template

    with jail.app().test_request_context("/"):
        return str(render_template("people.html", people=people, limit=limit))


@probe
def render_in_turn(jail, lists, limit) -> list[str]:
    """Render the student's template several times with one application, each time for other people."""
    from flask import render_template

    app, pages = jail.app(), []
    for people in lists:
        with app.test_request_context("/"):
            pages.append(str(render_template("people.html", people=people, limit=limit)))
    return pages


def page(jail, people, limit):
    return Page(render(jail, people, limit))


def items_of(page):
    """The items of the page's only list."""
    assert page.tags.count("ul") == 1, "the page has one `ul`"
    found = page.all("li")
    assert all("ul" in item.around for item in found), "every `li` stands inside the `ul`"
    return found


def names_on(page, people):
    """The names in each item, one after the other; none for an item of nobody's."""
    names = {someone["name"] for someone in people}
    return [" ".join(each for each in item.text.split() if each in names) for item in items_of(page)]


def total_on(page):
    assert [element.tag for element in page.with_id("total")] == ["p"], "the page has one `p` with the id `total`"
    assert "ul" not in page.tags[page.elements.index(page.by_id("total")) :], "`#total` stands behind the list"
    return page.by_id("total").text


def names_for(rng, count):
    return [name.title() for name in draw.given_names(rng, count)]


def word(age):
    return "senior" if age >= 60 else "adult" if age >= 18 else "minor"


def person(rng, name, *, active, age=None):
    """Somebody whose age, unless given, is far from every border."""
    if age is None:
        age = rng.choice([rng.randint(3, 14), rng.randint(22, 55), rng.randint(64, 90)])
    return {"name": name, "age": age, "active": active}


def crowd(rng, count):
    """That many people: first, last and in between some who are not active, never two active ones in a row at first."""
    names = names_for(rng, count)
    return [person(rng, name, active=number not in (0, 2, count - 1)) for number, name in enumerate(names)]


def active(people):
    return [someone for someone in people if someone["active"]]


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-factory",
    "one-list",
    "item-for-each",
    "list-order",
    "item-text",
    "counts-from-one",
    "counts-on-each-page",
    "counts-active",
    "odd-and-even",
)
def test_rows(jail, rng):
    """Active people are numbered from 1, with the classes odd and even in turn"""
    people = crowd(rng, rng.randint(7, 9))
    people.append(person(rng, people[1]["name"], active=True))  # two of one name
    other = [person(rng, people[-2]["name"], active=True), *crowd(rng, 5)]
    lists = [people, other, people]

    for someones, seen in zip(lists, render_in_turn(jail, lists, len(people) + rng.randint(0, 3)), strict=True):
        shown = active(someones)

        items = items_of(Page(seen))

        assert [item.text for item in items] == [
            f"{number}. {someone['name']} {word(someone['age'])}" for number, someone in enumerate(shown, 1)
        ], (
            "each active person, and nobody else, has an item `N. NAME WORD`,"
            " counted from 1 on each page, in the order of the list"
        )
        assert [item.classes & {"odd", "even"} for item in items] == [
            {("odd", "even")[number % 2]} for number in range(len(shown))
        ], "the classes of the items are `odd`, `even`, `odd` and so on"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("senior", "adult", "minor")
def test_ages(jail, rng):
    """minor, adult and senior begin where they should"""
    ages = [0, rng.randint(1, 16), 17, 18, rng.randint(20, 57), 59, 60, 61, rng.randint(62, 99)]
    rng.shuffle(ages)
    names = names_for(rng, len(ages))
    people = [person(rng, name, active=True, age=age) for name, age in zip(names, ages, strict=True)]

    items = items_of(page(jail, people, len(people)))

    assert [item.text.split()[-1:] for item in items] == [[word(someone["age"])] for someone in people], (
        "the word behind the name is `senior` from 60, `adult` from 18, and else `minor`"
    )


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("name-escaped", "no-other-items")
def test_escaping(jail, rng):
    """HTML in a name is shown as text"""
    first, second, third = names_for(rng, 3)
    name = f"<i>{first}</i> &amp; \"{second}\" <!--'{third}'-->"
    people = [person(rng, name, active=True, age=30)]

    items = items_of(page(jail, people, 5))

    assert len(items) == 1, "a name makes no items of its own"
    assert name in items[0].text, "the name is shown letter by letter, its HTML escaped"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("limit-first-ones")
def test_limit(jail, rng):
    """No more active people are shown than the limit says"""
    people = crowd(rng, 20)
    names = [someone["name"] for someone in active(people)]

    for limit in (1, rng.randint(2, 3), len(names) - 1, len(names), len(names) + 1):
        assert names_on(page(jail, people, limit), people) == names[:limit], (
            "the items are those of the first active people, as many as the limit allows, and nothing else"
        )


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("last-has-class", "last-only")
def test_last(jail, rng):
    """Only the last active person's item has the class last"""
    people = crowd(rng, rng.randint(7, 9))
    count = len(active(people))

    for limit in (len(people), len(people) + 1):
        items = items_of(page(jail, people, limit))

        assert ["last" in item.classes for item in items] == [False] * (count - 1) + [True], (
            "the item of the last active person has the class `last`, and no other item has it"
        )
    assert items[-1].classes >= {("even", "odd")[count % 2], "last"}, "the last item has both of its classes"

    alone = items_of(page(jail, [person(rng, *names_for(rng, 1), active=True)], 3))

    assert [item.classes >= {"odd", "last"} for item in alone] == [True], "the only item is the last one"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("nobody", "nobody-only-then")
def test_empty(jail, rng):
    """Without active people the list shows nobody"""
    names = names_for(rng, 3)
    idle = [person(rng, name, active=False) for name in names]

    for people in ([], idle):
        items = items_of(page(jail, people, rng.randint(4, 8)))

        assert [item.text for item in items] == ["nobody"], "without active people, the only item is `nobody`"
        assert "empty" in items[0].classes, "the item `nobody` has the class `empty`"

    people = [*idle, person(rng, "Zuse", active=True)]
    seen = page(jail, people, rng.randint(4, 8))

    assert names_on(seen, people) == ["Zuse"], "with one active person, the only item is that of this person"
    assert "empty" not in items_of(seen)[0].classes, "the item of a person does not have the class `empty`"


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges("total-behind", "total-of-active", "total-beyond-limit", "total-alone", "total-zero")
def test_total(jail, rng):
    """The ages of all active people are added, limited or not"""
    people = crowd(rng, rng.randint(8, 12))
    people.insert(2, {**people[1], "name": "Zuse"})  # somebody of the same age
    expected = sum(someone["age"] for someone in active(people))

    for limit in (1, rng.randint(2, 3), len(people)):
        assert total_on(page(jail, people, limit)) == str(expected), (
            "`#total` is the sum of the ages of all active people, whatever the limit"
        )
    idle = [{**someone, "active": False} for someone in people]

    for nobody in ([], idle):
        assert total_on(page(jail, nobody, 3)) == "0", "`#total` is `0` when nobody is active"
