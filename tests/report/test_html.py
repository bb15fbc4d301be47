"""A result and a class as web pages."""

from __future__ import annotations

import base64
import hashlib
import re
from fractions import Fraction
from itertools import pairwise

import pytest

from grader.analysis.tally import tally
from grader.model import NOTHING_RAN, Isolation, Level
from grader.report.html import class_page, hardest, heat, result_page
from tests.report.helpers import ROOT, Page, acting_characters
from tests.samples import (
    a_check,
    a_class,
    a_failed_check,
    a_hostile_class,
    a_hostile_result,
    a_mixed_result,
    a_refused,
    a_result,
    a_whole_class,
    an_interrupted_class,
)

PAGES = {
    "class": lambda: class_page(a_whole_class()),
    "hostile class": lambda: class_page(a_hostile_class()),
    "empty class": lambda: class_page(a_class()),
    "interrupted class": lambda: class_page(an_interrupted_class()),
    "result": lambda: result_page(a_mixed_result()),
    "refused": lambda: result_page(a_refused()),
    "hostile result": lambda: result_page(a_hostile_result()),
    "examples": lambda: result_page(a_result(a_check(points=0, max_points=0))),
}


@pytest.fixture(params=list(PAGES))
def page(request: pytest.FixtureRequest) -> str:
    return PAGES[request.param]()


def test_a_page_is_well_formed(page: str) -> None:
    """Every tag is closed in order, whatever the students wrote."""
    assert Page(page).unbalanced == []


def test_a_page_runs_and_fetches_nothing(page: str) -> None:
    """No script, no handler, no source; every link stays on the page."""
    parsed = Page(page)
    attributes = [(name, value) for _, found in parsed.tags for name, value in found.items()]

    assert {tag for tag, _ in parsed.tags} & {"script", "link", "img", "iframe", "object", "form", "base"} == set()
    assert [name for name, _ in attributes if name.startswith("on") or name in {"src", "style", "srcset"}] == []
    assert [value for name, value in attributes if name == "href" and not (value or "").startswith("#")] == []
    assert "http://" not in page.replace("http-equiv", "")
    assert "url(" not in page
    assert "@import" not in page


def test_a_page_forbids_itself_all_but_its_own_sheet(page: str) -> None:
    """The policy names the digest of the very style sheet that is in the page."""

    style = page.split("<style>", 1)[1].split("</style>", 1)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    policy = next(meta["content"] or "" for meta in Page(page).named("meta") if "http-equiv" in meta)
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_a_page_holds_nothing_that_acts(page: str) -> None:
    """Escapes, carriage returns, bidi marks and zero-width characters are written out in a page too."""
    assert acting_characters(page) == set()


def test_links_on_a_class_page_lead_somewhere() -> None:
    """Every in-page link has its target, and every id is there once."""
    parsed = Page(class_page(a_whole_class()))
    ids = [found["id"] for _, found in parsed.tags if "id" in found]

    assert len(ids) == len(set(ids))
    assert {(link["href"] or "").removeprefix("#") for link in parsed.named("a")} <= set(ids)


def test_hostile_text_is_on_the_page_as_text() -> None:
    """A script tag is read, not run; a template expression is not evaluated."""
    words = Page(class_page(a_hostile_class())).words

    assert "<script>alert(1)</script>\\x1b[2J\\r\\u202e[red]10 of 10[/red]\\u200b\\x9b{{ 7*7 }}" in words


def test_the_style_sheet_is_small() -> None:
    """The whole sheet stays within 5 KB, dark, light, phone and paper included."""
    sheet = (ROOT / "grader" / "report" / "templates" / "style.css").read_bytes()

    assert len(sheet) <= 5 * 1024
    assert b"prefers-color-scheme:dark" in sheet
    assert b"@media print" in sheet


def test_charts_are_images_with_a_title() -> None:
    """Every chart can be read by someone who does not see it."""
    page = class_page(a_whole_class())
    charts = Page(page).named("svg")

    assert charts
    assert [chart for chart in charts if chart.get("role") != "img" or not chart.get("aria-label")] == []
    assert len(re.findall(r"<svg[^>]*>\s*<title>", page)) == len(charts)


def test_table_headers_say_what_they_head() -> None:
    """Each `th` has a scope."""
    headers = Page(class_page(a_whole_class())).named("th")

    assert {header.get("scope") for header in headers} == {"col", "row"}


def test_what_was_refused_or_not_graded_stands_on_top_with_its_reason() -> None:
    """An instructor sees first what needs a look, before any score."""
    top = Page(class_page(a_whole_class()).split('id="scores"', 1)[0]).words

    assert "flask.py` has the name of a course library" in top
    assert "not graded: a check is broken" in " ".join(top.split())
    assert "grace/99-nowhere" in top


def test_a_check_that_everybody_fails_is_named_so() -> None:
    """The page points at checks with a pass rate of 0."""
    page = class_page(
        a_class(("ada", a_result(a_check(), a_failed_check())), ("bob", a_result(a_check(), a_failed_check())))
    )

    assert page.count("nobody passes") == 1
    assert "0/2 · 0 %" in page


def test_the_hardest_checks_come_first_and_easy_ones_not_at_all() -> None:
    """The list is of checks that someone failed, lowest pass rate first."""
    counted = tally(a_whole_class())

    assert [rate.id for _, rate in hardest(counted)] == ["test_numbers", "test_greeting"]


def test_a_class_page_has_every_exchange_and_authors_notes() -> None:
    """Instructors see all: message, asked, answered, lines, notes and output of every submission."""
    words = Page(class_page(a_class(("ada", a_mixed_result())))).words

    wanted = [
        "the page must show",
        "GET /article/7",
        "500 INTERNAL",
        "app.py:12",
        "assert 'seven'",
        "hello from print()",
    ]
    assert [part for part in wanted if part not in words] == []


def test_the_footer_names_isolation_and_version() -> None:
    """A printed page still says how and by what it was made."""
    footer = class_page(a_whole_class()).split("<footer>", 1)[1]

    assert "Isolation: strong" in footer
    assert "grader 0.1.0" in footer


def test_a_class_without_isolation_is_warned_about() -> None:
    """Level `none` stands on top of the page, not only in its footer."""
    page = class_page(a_class(("ada", a_result(a_check())), isolation=Isolation(level=Level.NONE)))

    assert "Graded without isolation" in page.split('class="tiles"', 1)[0]


def test_the_same_class_gives_the_same_page() -> None:
    """No clock and no chance: pages can be compared."""
    assert class_page(a_whole_class()) == class_page(a_whole_class())


def test_endless_output_is_capped_on_a_page() -> None:
    """A megabyte of output does not make a page that nobody can open."""
    assert len(result_page(a_result(a_failed_check(answered="x" * 1_000_000), output="y\n" * 500_000))) < 30_000


@pytest.mark.parametrize(
    ("share", "name"),
    [
        (Fraction(1), "full"),
        (Fraction(4, 5), "high"),
        (Fraction(1, 2), "mid"),
        (Fraction(1, 9), "low"),
        (Fraction(0), "zero"),
    ],
)
def test_a_share_has_its_heat(share: Fraction, name: str) -> None:
    """Colour follows the share; only full marks are `full`, only nothing is `zero`."""
    assert heat(share) == name


def test_an_interrupted_class_says_so_on_top_of_the_page() -> None:
    """Three of 180 never pass for a class: the banner stands before any figure."""
    top = Page(class_page(an_interrupted_class()).split('class="tiles"', 1)[0]).words

    assert "1 of 180 submissions: interrupted" in top


def test_a_whole_class_has_no_banner() -> None:
    """Nothing is said of an interruption where there was none."""
    assert "interrupted" not in class_page(a_whole_class())


def test_nothing_that_ran_is_no_warning() -> None:
    """What was refused has not been graded without isolation."""
    pages = class_page(a_class(("ada", a_refused()), isolation=NOTHING_RAN)) + result_page(
        a_refused(isolation=NOTHING_RAN)
    )

    assert "Graded without isolation" not in pages
    assert pages.count("Isolation: nothing was run") == 2


def test_a_share_that_is_not_full_is_not_shown_as_full() -> None:
    """199 of 200 points are 99 % wherever a page shows a share, and only full marks are `full`."""
    result = a_result(a_check(points=199, max_points=200))

    pages = class_page(a_class(("ada", result))) + result_page(result)

    assert re.findall(r"\b\d+ %", pages.replace("90–100 %", "")).count("99 %") >= 5
    assert ">100 %" not in pages
    assert 'class="full"' not in pages


def test_headings_never_skip_a_level(page: str) -> None:
    """Who jumps from heading to heading finds an outline: one h1, and no step down but by one."""
    levels = [int(tag[1]) for tag, _ in Page(page).tags if re.fullmatch("h[1-6]", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_a_students_sum_stands_in_the_last_column_beside_its_share() -> None:
    """The sheet keeps the first and the last column in sight, however many exercises stand between them."""
    row = class_page(a_whole_class()).split("<bdi>grace</bdi></a></th>", 1)[1].split("</tr>", 1)[0]

    assert row.rsplit("<td>", 1)[1] == "<b>40 %</b><small>2/5</small></td>"


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent"])
@pytest.mark.parametrize("ground", ["bg", "card"])
def test_text_stands_out_from_its_ground(scheme: int, ink: str, ground: str) -> None:
    """Words and links have a contrast of 4.5 or more, light and dark. Source: WCAG 2.2, 1.4.3."""
    sheet = (ROOT / "grader" / "report" / "templates" / "style.css").read_text(encoding="utf-8")

    dark, light = sorted(luminance(re.findall(rf"--{name}:#(\w+)", sheet)[scheme]) for name in (ink, ground))

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """The relative luminance of `fff` or `1b2330`, 0 to 1."""
    digits = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    parts = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
