"""Hidden checks of 06-templates/02-default-and-or.

Each check varies the value it asks about; the other values are random, and each may be missing. The page
is read by a parser.
"""

import pytest
from grader.checks import draw, probe
from grader.checks.html import Page

MISSING = object()


@probe
def profile(jail, values) -> str:
    return str(jail.render("profile.html", **values))


def letters(rng, count):
    return draw.word(rng, count, "bcdefghijklmnoprstuvwxyz")


def tagged(rng):
    """Text with all that HTML takes for its own."""
    return f'<b class="{letters(rng, 3)}">{letters(rng, 4)}</b> & {letters(rng, 2)} &lt; {letters(rng, 3)}'


def page(jail, rng, **asked):
    """The page for these values; the others are random, and one of them is missing."""
    others = {
        "nick": letters(rng, 6),
        "bio": letters(rng, 8),
        "count": rng.randint(10, 99),
        "tags": [letters(rng, 4), letters(rng, 5)],
    }
    for name in asked:
        del others[name]
    del others[rng.choice(sorted(others))]
    given = {name: value for name, value in asked.items() if value is not MISSING}
    return Page(profile(jail, others | given))


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "one-span-each", "nothing-else", "values-are-text", "nick-shown", "nick-missing", "empty-nick", "inner-blanks"
)
def test_nick(jail, rng):
    """The nick is shown, and only a missing one is anonymous"""
    nick = f"{letters(rng, 4).title()}  {tagged(rng)}"

    assert page(jail, rng, nick=nick).by_id("nick", "span").trimmed == nick, "`#nick` shows the nick as it is"
    assert page(jail, rng, nick="").by_id("nick", "span").trimmed == "", (
        "an empty nick is a nick too: `#nick` stays empty"
    )
    assert page(jail, rng, nick=MISSING).by_id("nick", "span").trimmed == "anonymous", (
        "`#nick` shows `anonymous` for a missing nick"
    )


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges(
    "one-span-each",
    "nothing-else",
    "values-are-text",
    "chain-default",
    "chain-trimmed",
    "chain-capitals",
    "chain-directly",
    "empty-nick",
    "inner-blanks",
)
def test_chain(jail, rng):
    """The nick, or its default, without outer blanks and in capitals"""
    nick = f"{letters(rng, 3).title()}  {tagged(rng)}"
    padded = " " * rng.randint(1, 3) + nick + " " * rng.randint(1, 3)

    assert page(jail, rng, nick=padded).by_id("chain", "span").exact == nick.upper(), (
        "`#chain` shows the nick in capitals, with no blank at its beginning and end"
    )
    assert page(jail, rng, nick="").by_id("chain", "span").exact == "", "`#chain` is empty for an empty nick"
    assert page(jail, rng, nick=MISSING).by_id("chain", "span").exact == "ANONYMOUS", (
        "a missing nick gets its default before anything else is done to it"
    )


@pytest.mark.task(2)
@pytest.mark.points(3)
@pytest.mark.judges("one-span-each", "nothing-else", "values-are-text", "bio-shown", "bio-replaced")
def test_bio(jail, rng):
    """The bio is shown, and its default for a bio that is empty, None or missing"""
    bio = f"{letters(rng, 6).title()} {tagged(rng)}, {letters(rng, 3)}."

    assert page(jail, rng, bio=bio).by_id("bio", "span").trimmed == bio, "`#bio` shows the bio as it is"
    for value, what in (("", "empty"), (None, "None"), (MISSING, "missing")):
        seen = page(jail, rng, bio=value)

        assert seen.by_id("bio", "span").trimmed == "nothing written yet", (
            f"`#bio` shows `nothing written yet` for a bio that is {what}"
        )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("one-span-each", "nothing-else", "count-shown", "count-missing", "count-none")
def test_count(jail, rng):
    """The count is shown; 0, None and a missing count are told apart"""
    for count in (1, rng.randint(2, 9), rng.randint(100, 999)):
        assert page(jail, rng, count=count).by_id("count", "span").trimmed == str(count), "`#count` shows the count"

    assert page(jail, rng, count=0).by_id("count", "span").trimmed == "0", "0 is a count: `#count` shows `0`"
    assert page(jail, rng, count=None).by_id("count", "span").trimmed == "-", (
        "`#count` shows `-` for a count that is None"
    )
    assert page(jail, rng, count=MISSING).by_id("count", "span").trimmed == "0", (
        "`#count` shows `0` for a missing count"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("one-span-each", "nothing-else", "values-are-text", "tags-joined", "tags-none")
def test_tags(jail, rng):
    """The tags are joined, and none is shown when there are none"""
    low, middle, high = sorted(letters(rng, 2) + letters(rng, rng.randint(2, 5)) for _ in range(3))
    for tags in ([middle, high, low, middle], [f"{high} {low}"], [tagged(rng), high.upper()]):
        seen = page(jail, rng, tags=tags)

        assert seen.by_id("tags", "span").trimmed == ", ".join(tags), (
            "`#tags` shows all tags in order, joined by a comma and a blank"
        )
    assert page(jail, rng, tags=[]).by_id("tags", "span").trimmed == "none", "`#tags` shows `none` for an empty list"
    assert page(jail, rng, tags=MISSING).by_id("tags", "span").trimmed == "none", (
        "`#tags` shows `none` for a missing list"
    )
