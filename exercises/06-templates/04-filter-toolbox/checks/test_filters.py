"""Hidden checks of 06-templates/04-filter-toolbox.

Each check renders the page with random values for everything and varies those it asks about. The page is
read by a parser: one element for each id, whatever its tag.
"""

import pytest
from grader.checks import draw, probe
from grader.checks.html import Page

NAMES = ["Ada", "Grace", "Edsger", "Barbara", "Donald", "Radia", "Tony", "Frances", "Alan", "Linus"]
WORDS = ["amber", "Basalt", "canvas", "Dahlia", "banana", "Alpaca", "Garland", "mascara"]


@probe
def report(jail, context) -> str:
    return str(jail.render("report.html", **context))


def page(jail, rng, **values):
    """The page for random values, except those named."""
    usual = {
        "names": rng.sample(NAMES, k=4),
        "title": " ".join(rng.sample(WORDS, k=2)),
        "html": f"<p>{rng.choice(WORDS)}</p>",
        "number_text": str(rng.randint(10, 99)),
        "price_text": f"{rng.randint(10, 99)}.5",
        "sentence": " ".join(rng.sample(WORDS, k=3)),
        "greeting": rng.choice(WORDS),
        "who": rng.choice(NAMES),
    }
    return Page(report(jail, usual | values))


def letters(rng, count):
    return draw.word(rng, count, "bcdefghijklmnoprstuvwxyz")


def awkward(rng):
    """Text with a tag, an entity of its own and an `&`, in small letters and capitals."""
    return f'{letters(rng, 4)} <b class="{letters(rng, 3)}">{letters(rng, 3).upper()}</b> & &lt; {letters(rng, 3)}'


def sentence(rng, length):
    """A sentence of that length, and the part of it before the word that holds the 17th and 18th character."""
    kept = rng.randint(10, 13)
    border = rng.randint(4, kept - 5)
    start = letters(rng, border) + " " + letters(rng, kept - border - 1).title()
    if length <= 23:
        return f"{start} {letters(rng, length - kept - 1)}", start
    last = rng.randint(4, 6)
    return f"{start} {letters(rng, length - kept - last - 2)} {letters(rng, last)}", start


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("one-element-each", "text-is-text", "first-shown", "last-shown")
def test_ends(jail, rng):
    """The first and the last name are shown"""
    low, *middle, high = sorted(rng.sample(NAMES, k=6))
    rng.shuffle(middle)
    names = [*middle[:2], high, low, *middle[2:]]  # neither end is the first or the last of the alphabet
    for given in (names, [awkward(rng), *names, awkward(rng)]):
        seen = page(jail, rng, names=given)

        assert seen.by_id("first").trimmed == given[0], "`#first` shows the first of the names, in the order given"
        assert seen.by_id("last").trimmed == given[-1], "`#last` shows the last of the names, in the order given"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("text-is-text", "names-counted", "names-joined")
def test_length_join(jail, rng):
    """The names are counted, and joined by dashes"""
    names = rng.sample(NAMES, k=rng.randint(5, 8))
    names += [awkward(rng), names[0]]  # a name that stands there twice counts twice

    seen = page(jail, rng, names=names)

    assert seen.by_id("length").trimmed == str(len(names)), "`#length` shows how many names there are"
    assert seen.by_id("joined").trimmed == "-".join(names), "`#joined` shows all names in order, joined by `-`"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("int-plus-one", "int-negative", "int-junk")
def test_int(jail, rng):
    """The whole number is one more, and junk counts as 0"""
    number = rng.randint(100, 999)

    for text, expected in ((str(number), number + 1), (str(-number), -number + 1), ("-1", 0), ("0", 1)):
        seen = page(jail, rng, number_text=text)

        assert seen.by_id("int").trimmed == str(expected), "`#int` shows `number_text` as a whole number, plus 1"
    for junk in (letters(rng, 5), f"{number} {letters(rng, 4)}", ""):
        seen = page(jail, rng, number_text=junk)

        assert seen.by_id("int").trimmed == "1", "`#int` shows `1` when `number_text` is no number"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("float-doubled")
def test_float(jail, rng):
    """The price is doubled"""
    # Doubled, the first still has two digits behind the point; the last is a number too, though it counts as false.
    for price in (f"{rng.randint(10, 500)}.{rng.randint(1, 9)}{rng.choice('12346789')}", "0.5", "0.00"):
        seen = page(jail, rng, price_text=price).by_id("float").trimmed

        try:
            shown = float(seen)
        except ValueError:
            shown = None
        assert shown == 2 * float(price), "`#float` shows `price_text` as a decimal number, times 2, and nothing else"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("text-is-text", "small-letters", "capitals", "small-a-replaced")
def test_case_replace(jail, rng):
    """The title in small letters, in capitals, and with 4 for every small a"""
    title = " ".join(["A" + letters(rng, 3) + "aa", f"<b>a{letters(rng, 3)}</b>", *rng.sample(WORDS, k=3)])

    seen = page(jail, rng, title=title)

    assert seen.by_id("lower").trimmed == title.lower(), "`#lower` shows the title in small letters"
    assert seen.by_id("upper").trimmed == title.upper(), "`#upper` shows the title in capitals"
    assert seen.by_id("replaced").trimmed == title.replace("a", "4"), (
        "`#replaced` shows `4` for every small `a`, and only there"
    )


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("short-cut", "short-stays", "short-whole-words", "short-dots-count")
def test_short(jail, rng):
    """A sentence of more than 20 characters is cut between two words"""
    for length in (19, 20):
        whole, _ = sentence(rng, length)

        seen = page(jail, rng, sentence=whole)

        assert seen.by_id("short").trimmed == whole, f"a sentence of {length} characters stays as it is"
    for length in (21, 23, 40):
        whole, kept = sentence(rng, length)

        seen = page(jail, rng, sentence=whole)

        assert seen.by_id("short").trimmed == f"{kept}...", (
            f"a sentence of {length} characters is cut behind the last word that fits into 20 with its `...`"
        )


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges(
    "text-is-text",
    "plain-without-tags",
    "plain-one-blank",
    "plain-in-source",
    "trimmed",
    "brackets",
    "inner-blanks-stay",
)
def test_plain_trim(jail, rng):
    """Tags go, runs of blanks become one, and the greeting loses its outer blanks"""
    first, second, third, fourth = (letters(rng, 4) + letters(rng, 1).upper() for _ in range(4))
    html = f'<div class="{letters(rng, 4)}"><h2>{first}{" " * rng.randint(2, 4)}<b>{second[0]}</b>{second[1:]}</h2>\n'
    html += f"  <p>{third}<br> \n {fourth}</p></div>"
    greeting = f"{letters(rng, 4)}{' ' * rng.randint(2, 4)}{awkward(rng)}"

    seen = page(jail, rng, html=html, greeting=" " * rng.randint(1, 3) + greeting + " " * rng.randint(1, 3))

    assert seen.by_id("plain").trimmed == f"{first} {second} {third} {fourth}", (
        "`#plain` shows the text without tags, with one blank for every run of blanks and line breaks"
    )
    assert seen.by_id("trimmed").trimmed == f"[{greeting}]", (
        "`#trimmed` takes away outer blanks only, inside the brackets"
    )


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("digits-counted", "words-counted")
def test_words_text(jail, rng):
    """Words are counted, and the digits of a number"""
    for digits, count in ((1, rng.randint(5, 9)), (2, rng.randint(10, 40)), (3, rng.randint(100, 120))):
        words = [letters(rng, 4) for _ in range(rng.randint(5, 9))]
        gaps = [" " * rng.randint(1, 3) for _ in words[2:]] + ["  "]
        rng.shuffle(gaps)
        text = words[0] + "".join(gap + word for gap, word in zip(gaps, words[1:], strict=True))

        seen = page(jail, rng, names=rng.choices(NAMES, k=count), sentence=text)

        assert seen.by_id("text").trimmed == str(digits), "`#text` shows how many digits the number of names has"
        assert seen.by_id("words").trimmed == str(len(words)), (
            "`#words` counts words, however many blanks stand between them"
        )


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("text-is-text", "formatted")
def test_formatted(jail, rng):
    """The greeting asks, the name calls"""
    for greeting, who in ((letters(rng, 6).title(), letters(rng, 5).title()), (awkward(rng), awkward(rng))):
        seen = page(jail, rng, greeting=greeting, who=who)

        assert seen.by_id("formatted").trimmed == f"{greeting}? - {who}!", (
            "`#formatted` puts `? - ` and `!` where they belong"
        )
