"""Hidden checks of 07-template-structure/03-include-set-with.

Each check puts empty parts in the place of those that it does not ask about, so that a mistake in one part
costs nothing elsewhere.
"""

import pytest
from grader.checks import draw, probe
from grader.checks.html import Page

PRICE, FOOTER, AD = "parts/price.html", "parts/footer.html", "parts/ad.html"


@probe
def render(jail, values, parts) -> str:
    """Render the student's page as a view would; `parts` stand in the place of the student's."""
    import flask
    import jinja2

    app = flask.Flask("page", root_path=str(jail.work))
    app.jinja_loader = jinja2.ChoiceLoader([jinja2.DictLoader(parts), app.jinja_loader])
    with app.test_request_context("/"):
        return str(flask.render_template("page.html", **values))


def page(jail, rng, *, parts=None, own=(), **values):
    """The page for random values and empty parts, except those named; the parts in `own` are the student's."""
    usual = {"name": phrase(rng), "numbers": some_numbers(rng), "site": phrase(rng)}
    every = {PRICE: "", FOOTER: "", AD: ""} | (parts or {})
    return Page(render(jail, usual | values, {name: text for name, text in every.items() if name not in own}))


def prices(page):
    return [element.text for element in page.all("span") if "price" in element.classes]


def phrase(rng):
    first, second = rng.sample(draw.WORDS, k=2)
    return f"{first.title()} {second.title()} {rng.randint(100, 999)}"


def text(rng):
    """Text with all that HTML takes for its own, also when it is read backwards."""
    return f'{phrase(rng)} <b class="{rng.randint(1, 9)}">b</b> & &lt;>i<{rng.choice(draw.WORDS)}'


def some_numbers(rng):
    """0, a whole number, numbers with one to three decimals, and one that stands there twice; in no order of size."""
    wholes = rng.sample(range(10, 500), k=5)
    numbers = [
        wholes[0],
        wholes[1] + 0.5,
        wholes[2] + rng.choice([0.25, 0.75]),
        wholes[3] + rng.choice([0.126, 0.378, 0.567]),  # rounded up
        wholes[4] + rng.choice([0.131, 0.374, 0.562]),  # rounded down
    ]
    rng.shuffle(numbers)
    low, high = min(numbers), max(numbers)
    middle = [number for number in numbers if number not in (low, high)]
    return [middle[0], high, low, *middle[1:], middle[0], 0]


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("shout-shown", "shout-seen-below", "text-is-text", "one-of-each")
def test_set_value(jail, rng):
    """The name in capitals is shown, and known to what is included below"""
    for name in (phrase(rng), text(rng)):
        seen = page(jail, rng, name=name, parts={FOOTER: "<footer>{{ shout }}</footer>"})

        assert seen.by_id("shout").text == name.upper(), "`#shout` shows the name in capitals"
        assert seen.one("footer").text == name.upper(), "a footer that shows `{{ shout }}` shows the name in capitals"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("inner-backwards", "outside-asks", "text-is-text", "one-of-each")
def test_scope(jail, rng):
    """The name backwards is known inside the block only"""
    for name in (phrase(rng), text(rng)):
        seen = page(jail, rng, name=name)

        assert seen.by_id("inner").text == name[::-1], "`#inner` shows the name backwards"
        assert seen.by_id("outside").text == "no", "behind the block, `inner` is not defined any more"

    for own in (phrase(rng), "", 0, None):
        name = phrase(rng)

        seen = page(jail, rng, name=name, inner=own)

        assert seen.by_id("inner").text == name[::-1], (
            "inside the block, `inner` is the name backwards, whatever a view passes"
        )
        assert seen.by_id("outside").text == "yes", (
            "behind the block, an `inner` that the view passes is defined, whatever its value"
        )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "parts-included", "part-for-each", "numbers-in-order", "price-in-a-span", "two-decimals", "no-other-prices"
)
def test_prices(jail, rng):
    """Each number is shown by the part for prices, with two decimals"""
    numbers, text = some_numbers(rng), phrase(rng)

    seen = page(jail, rng, numbers=numbers, own={PRICE})

    assert prices(seen) == [f"{number:.2f}" for number in numbers], (
        "there is a `span.price` for each number, in order, which shows it with two decimals"
    )

    other = page(jail, rng, numbers=numbers, parts={PRICE: f'<span class="price">{text}</span>'})

    assert prices(other) == [text] * len(numbers), "the page includes `parts/price.html` once for each number"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("sum-shown", "sum-alone", "sum-of-none", "one-of-each")
def test_sum(jail, rng):
    """The numbers are added up"""
    for numbers in (some_numbers(rng), [rng.randint(10, 99), rng.randint(10, 99)], []):
        shown = page(jail, rng, numbers=numbers).by_id("sum").text

        try:
            difference = abs(float(shown) - sum(numbers))
        except ValueError:
            difference = None
        assert difference is not None, "`#sum` shows a number and nothing else"
        assert difference < 0.0051, "`#sum` shows the sum of the numbers, rounded to two decimals or not"


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges(
    "parts-included", "parts-below", "footer-shows-site", "footer-without-site", "text-is-text", "one-of-each"
)
def test_footer(jail, rng):
    """The footer shows the site, or that there is none, and comes from its own file"""
    other_text = phrase(rng)

    for site in (phrase(rng), text(rng)):
        assert page(jail, rng, site=site, own={FOOTER}).one("footer").text == site, "the footer shows the site"
    assert page(jail, rng, site=None, own={FOOTER}).one("footer").text == "no site", (
        "without a site the footer says `no site`"
    )
    assert page(jail, rng, site="", own={FOOTER}).one("footer").text == "no site", "an empty site is none"
    unnamed = Page(render(jail, {"name": other_text, "numbers": []}, {PRICE: "", AD: ""}))
    assert unnamed.one("footer").text == "no site", "a site that is not passed is none"

    other = page(jail, rng, parts={FOOTER: f"<footer>{other_text}</footer>"})

    assert other.one("footer").text == other_text, "the page includes `parts/footer.html`"
    above = [each for name in ("shout", "inner", "outside", "sum") for each in other.with_id(name)]
    assert all(other.elements.index(each) < other.elements.index(other.one("footer")) for each in above), (
        "the footer stands below all the rest"
    )


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("ad-may-be-missing", "ad-shown")
def test_missing_partial(jail, rng):
    """The page works without parts/ad.html, and shows it where there is one"""
    name, words = phrase(rng), phrase(rng)

    with_it = page(jail, rng, name=name, parts={AD: f'<p id="from-the-ad">{words}</p>'})

    assert with_it.by_id("from-the-ad").text == words, "when there is a `parts/ad.html`, the page includes it, once"

    without = page(jail, rng, name=name, own={AD})

    assert without.by_id("shout").text == with_it.by_id("shout").text, (
        "without a `parts/ad.html` the page shows all the rest"
    )
