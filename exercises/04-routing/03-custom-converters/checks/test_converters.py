"""Hidden checks of 04-routing/03-custom-converters."""

import string

import pytest
from grader.checks import draw, probe


def telephone(rng, start):
    return start + "".join(rng.choices(string.digits, k=11 - len(start)))


def tags_for(rng, count):
    """Return items in no order, the first of them once more at the end and one with a capital and a digit."""
    first, *others = draw.out_of_order([f"{draw.word(rng).title()}7", *draw.words(rng, count - 2)])
    return [first, *others, first]


@probe
def let_in_by_the_rules(jail, paths):
    """Ask the URL map alone, without any view, what it reads from each path; None is no match."""
    from werkzeug.exceptions import NotFound

    rules = jail.app().url_map.bind("localhost")
    seen = []
    for path in paths:
        try:
            _, values = rules.match(path)
        except NotFound:
            seen.append(None)
        else:
            seen.append([str(value) for value in values.values()])
    return seen


@probe
def written_by_the_rule(jail, path, tags):
    """Build the URL of the tags page from a list, with the rule alone; report what the rule reads from it too."""
    rules = jail.app().url_map.bind("localhost")
    endpoint, values = rules.match(path)
    return {"read": list(values.values()), "written": rules.build(endpoint, {"tags": tags})}


@pytest.mark.task(1)
@pytest.mark.points(3)
@pytest.mark.judges(
    "app-factory",
    "pages-answer-get",
    "other-methods-405",
    "other-paths-404",
    "tel-takes-numbers",
    "tel-nothing-else",
    "tel-answer",
)
def test_tel_good(client, rng):
    """Telephone numbers in use today are accepted, and not just anything"""
    for second in "3456789":
        number = telephone(rng, "1" + second)

        reply = client.get(f"/tel/{number}/")

        assert reply.status_code == 200, f"numbers that start with 1{second} are in use"
        assert reply.text == number, "the page must show the number from the URL"
    stranger = telephone(rng, rng.choice("023456789"))

    assert client.get(f"/tel/{stranger}/").status_code == 404, "a number whose first digit is not 1 is not found"
    assert client.post(f"/tel/{number}/").status_code == 405, (
        "a method that the statement does not name must answer 405"
    )
    assert client.get(f"/{draw.word(rng)}").status_code == 404, (
        "a path that the statement does not name must answer 404"
    )


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("tel-nothing-else", "rule-refuses")
def test_tel_bad(client, jail, rng):
    """What is no telephone number is not found"""
    good = telephone(rng, "13")  # whether the others are let in is the question of another check
    wrong = {
        "no number starts with 10": telephone(rng, "10"),
        "no number starts with 11": telephone(rng, "11"),
        "no number starts with 12": telephone(rng, "12"),
        "a digit is missing": good[:-1],
        "there is a digit too many": good + rng.choice(string.digits),
        "there is a letter": good[:5] + "x" + good[6:],
        "the last place holds a letter": good[:-1] + "x",
        "the first digit is not 1": rng.choice("023456789") + good[1:],
    }
    for reason, number in wrong.items():
        assert client.get(f"/tel/{number}/").status_code == 404, reason

    seen = let_in_by_the_rules(jail, [f"/tel/{number}/" for number in [good, *wrong.values()]])

    assert seen == [[good], *[None] * len(wrong)], "the rule itself must refuse the number, before any view runs"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("list-read", "tags-json", "pages-answer-get")
def test_list(client, rng):
    """Items joined by + arrive as a list"""
    tags = tags_for(rng, 4)

    reply = client.get(f"/tags/{'+'.join(tags)}/")

    assert reply.status_code == 200, "`/tags/<tags>/` must answer 200 for tags joined by `+`"
    assert reply.json == tags, "the answer must be the JSON list of the items, in order"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("list-read", "tags-json", "pages-answer-get")
def test_list_single(client, rng):
    """A single item is a list of one"""
    tags = draw.out_of_order(draw.words(rng, 2))[:1]

    reply = client.get(f"/tags/{tags[0]}/")

    assert reply.status_code == 200, "`/tags/<tags>/` must answer 200 for a single tag"
    assert reply.json == tags, "one item without any + is a list of that item"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "other-paths-404",
    "link-of-items",
    "link-in-order",
    "link-is-path",
    "converter-both-ways",
    "list-read",
    "tags-json",
    "pages-answer-get",
)
def test_list_url(client, jail, rng):
    """url_for writes a list the way the rule reads it"""
    tags, others = tags_for(rng, 4), tags_for(rng, 5)
    path, other_path = f"/tags/{'+'.join(tags)}/", f"/tags/{'+'.join(others)}/"

    for asked, expected in ((tags, path), (others, other_path)):
        link = client.get("/tag-link", query_string={"t": asked})

        assert link.status_code == 200, "`/tag-link` must answer 200"
        assert link.text == expected, "the link must name the items in the order asked"
        assert client.get(expected).json == asked, "following the link must give the same list"

    rule = written_by_the_rule(jail, path, others)

    assert rule == {"read": [tags], "written": other_path}, "the converter must read and write the list, not the view"
    assert client.get("/tag-link/").status_code == 404, "with a slash at the end it is another path: 404"
