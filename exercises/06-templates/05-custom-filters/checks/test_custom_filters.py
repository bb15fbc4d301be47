"""Hidden checks of 06-templates/05-custom-filters.

The filters are used from lines of Jinja that are rendered outside of any view, so that a broken context
processor costs nothing here. Moments cross the wall as text.
"""

import html
from datetime import date, datetime, timedelta

import pytest
from grader.checks import application, draw, probe
from grader.checks.html import Page

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@probe
def fill(jail, template, values) -> str:
    """Render a line of Jinja with the application's filters and nothing but these values."""
    return str(jail.app().jinja_env.from_string(template).render(**values))


@probe
def since(jail, dt, now) -> str:
    """Use the filter `timesince` on two moments."""
    from datetime import datetime

    line = jail.app().jinja_env.from_string("{{ dt|timesince(now) }}")
    return str(line.render(dt=datetime.fromisoformat(dt), now=datetime.fromisoformat(now)))


@probe
def show_as_a_view_does(jail, site, template, values) -> str:
    """Set `SITE_NAME`, then render a line of Jinja during a request, as a view would."""
    from flask import render_template_string

    app = jail.app()
    app.config["SITE_NAME"] = site
    with app.test_request_context("/"):
        return str(render_template_string(template, **values))


@probe
def show_year(jail, day, with_time) -> str:
    """Render the year of a day, during a request."""
    from datetime import date, datetime

    from flask import render_template_string

    kind = datetime if with_time else date
    with jail.app().test_request_context("/"):
        return str(render_template_string("{{ year_of(day) }}", day=kind.fromisoformat(day)))


@application
def site_called(jail, name):
    """The application with this `SITE_NAME`."""
    app = jail.app()
    app.config["SITE_NAME"] = name
    return app


def letters(rng, count):
    return draw.word(rng, count, "bcdfghjkmnprsvwxyz")


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("cut-every-word", "cut-no-pattern", "cut-case", "cut-once", "cut-escaped")
def test_cut(jail, rng):
    """Every occurrence of a word is cut, and HTML stays escaped"""
    word = letters(rng, 3) + "." + letters(rng, 2)
    # The last only comes together by cutting, and stays.
    lookalikes = [word.upper(), word.replace(".", "o"), "hello", f"{word[:2]}{word}{word[2:]}"]
    pieces = ["<b>", f"{rng.randint(100, 999)}", "</b> 春", " & ", *lookalikes, '"1"', f" {rng.randint(100, 999)} "]
    rng.shuffle(pieces)
    pieces = [" ", *pieces, "  "]  # outer blanks are part of the value
    rest = "".join(pieces).replace(lookalikes[-1], word)
    value = "".join(piece + word * (number % 2) for number, piece in enumerate(pieces)) + word

    shown = fill(jail, "{{ value|cut(word) }}", {"value": value, "word": word})

    assert "<" not in shown, "HTML in the value is still escaped by the template"
    assert html.unescape(shown) == rest, "`cut` removes every occurrence of the word, and nothing else"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("mask-but-last", "mask-keeps-two", "mask-length", "mask-short", "mask-zero")
def test_mask(jail, rng):
    """All but the last characters become stars"""
    for value in (
        "",
        letters(rng, 2),
        letters(rng, 3),
        f"{letters(rng, 6)} {letters(rng, 3)}",
        "春夏秋冬" + letters(rng, 2),
    ):
        length = len(value)

        shown = fill(jail, "{{ value|mask }}", {"value": value})

        assert shown == "*" * max(length - 2, 0) + value[-2:], "`mask` alone keeps the last two characters"
    keep = rng.randint(3, 5)
    for length in (1, keep - 1, keep, keep + 1, keep + rng.randint(4, 9)):
        value = letters(rng, length)

        shown = fill(jail, "{{ value|mask(keep) }}", {"value": value, "keep": keep})
        named = fill(jail, "{{ value|mask(keep=keep) }}", {"value": value, "keep": keep})

        expected = "*" * max(length - keep, 0) + value[-keep:]
        assert shown == expected, "`mask(keep)` keeps the last `keep` characters, and all of a shorter value"
        assert named == expected, "`keep` is the name of the parameter"
    value = letters(rng, keep + 3)

    shown = fill(jail, "{{ value|mask(0) }}", {"value": value})

    assert shown == "*" * len(value), "with `keep` 0 every character becomes a star"


@pytest.mark.task(1)
@pytest.mark.points(3)
@pytest.mark.judges("timesince-filter", "rounded-down", "plural", "just-now", "minutes", "hours", "days", "date")
def test_timesince(jail, rng):
    """Seconds, minutes, hours, days, then the date"""
    dt = datetime(rng.randint(2001, 2020), rng.randint(1, 9), rng.randint(1, 9), rng.randint(0, 23), rng.randint(0, 59))
    dt += timedelta(seconds=rng.randint(0, 59))
    second = timedelta(seconds=1)
    minutes, hours, days = rng.randint(2, 58), rng.randint(2, 22), rng.randint(2, 28)
    moments = [
        (timedelta(), "just now", "no time at all is `just now`"),
        (rng.randint(2, 58) * second, "just now", "less than a minute is `just now`"),
        (MINUTE - second, "just now", "59 seconds are `just now`"),
        (MINUTE - timedelta(microseconds=1), "just now", "60 seconds are a minute, and nothing less"),
        (MINUTE, "1 minutes ago", "60 seconds are a minute"),
        (minutes * MINUTE + rng.randint(1, 59) * second, f"{minutes} minutes ago", "minutes are rounded down"),
        (HOUR - second, "59 minutes ago", "an hour begins after 60 minutes, not before"),
        (HOUR, "1 hours ago", "60 minutes are an hour"),
        (hours * HOUR + rng.randint(31, 59) * MINUTE, f"{hours} hours ago", "hours are rounded down"),
        (DAY - second, "23 hours ago", "a day begins after 24 hours, not before"),
        (DAY, "1 days ago", "24 hours are a day"),
        (days * DAY + rng.randint(13, 23) * HOUR, f"{days} days ago", "days are rounded down"),
        (30 * DAY - second, "29 days ago", "the date is shown from 30 days on, not before"),
        (30 * DAY, f"{dt:%Y-%m-%d}", "from 30 days on, the date is shown"),
        (rng.randint(400, 900) * DAY + hours * HOUR, f"{dt:%Y-%m-%d}", "long ago, the date is shown"),
    ]
    rng.shuffle(moments)

    for apart, expected, reason in moments:
        assert since(jail, dt.isoformat(), (dt + apart).isoformat()) == expected, reason


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("every-template", "site-name-setting", "year-of")
def test_site_everywhere(jail, rng):
    """Any template knows the site's name and the function year_of"""
    site = letters(rng, 8).title()

    assert show_as_a_view_does(jail, site, "{{ site_name }}", {}) == site, (
        "`site_name` is the setting `SITE_NAME` as it is when the page is rendered"
    )
    for with_time in (False, True):
        year = rng.randint(1950, 2090)
        day = date(year, rng.randint(1, 12), rng.randint(1, 28)).isoformat()

        assert show_year(jail, day, with_time) == str(year), "`year_of(date)` gives the year of a date"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("view-wins")
def test_view_wins(jail, rng):
    """A view's own site_name is the one that is shown"""
    site, own = letters(rng, 8).title(), letters(rng, 9).title()

    shown = show_as_a_view_does(jail, site, "{{ site_name }}", {"site_name": own})

    assert show_as_a_view_does(jail, site, "{{ site_name }}", {}) == site, "without its own, the setting is shown"
    assert shown == own, "what a view passes by itself wins over what every template gets"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges(
    "app-factory",
    "site-is-course",
    "article-page",
    "page-text",
    "page-phone",
    "page-site",
    "page-escaped",
    "others-404",
    "others-405",
)
def test_page(client, jail, rng):
    """The article page shows the cut text, the masked number and the site's name"""
    site = f'{letters(rng, 4)} <b class="{letters(rng, 3)}">{letters(rng, 4).upper()}</b> & 春'
    digits = draw.word(rng, rng.randint(6, 9), "0123456789")
    visitor = site_called(jail, site).client()
    # The last two characters of a number are shown: one that is no digit may be text that HTML takes for its own.
    for phone in (f"13{digits}", f"+{digits} aB", f"{digits}<B", f"{digits}<>", f"{digits}春&"):
        start, end = f"{letters(rng, 5)} <i> 春{letters(rng, 2).upper()}", letters(rng, 5)
        query = {"text": f"hello{start} hello{end}hello", "phone": phone}

        reply = visitor.get("/article", query_string=query)

        assert reply.status_code == 200, "`/article` must answer 200"
        page = Page.of(reply)
        assert page.by_id("text").text == f"{start} {end}", "`#text` shows the text without any `hello`, still escaped"
        assert page.by_id("phone").text == "*" * (len(phone) - 2) + phone[-2:], (
            "`#phone` shows the last two characters behind stars"
        )
        assert page.by_id("site").text == site, "`#site` shows the setting `SITE_NAME`"

    for wrong in (f"/{letters(rng, 6)}", "/article/"):
        assert visitor.get(wrong, query_string=query).status_code == 404, "another address is a 404"
    assert visitor.post("/article", query_string=query).status_code == 405, "`/article` takes no `POST`: that is a 405"

    reply = client.get("/article", query_string=query)

    assert reply.status_code == 200, "`/article` must answer 200"
    assert Page.of(reply).by_id("site").text == "Course", "`create_app()` sets `SITE_NAME` as the statement says"
