"""What holds for every page of results, and the page of one result."""

from __future__ import annotations

import base64
import hashlib
import re
from fractions import Fraction
from itertools import pairwise

import pytest

from grader.model import NOTHING_RAN
from grader.report.html import heat, result_page
from tests.report.helpers import ROOT, Page, acting_characters
from tests.report.pages import every_page
from tests.samples import a_check, a_failed_check, a_refused, a_result

TEMPLATES = ROOT / "grader" / "report" / "templates"


@pytest.fixture(params=sorted(every_page()))
def page(request: pytest.FixtureRequest) -> str:
    return every_page()[request.param]


def test_a_page_is_well_formed(page: str) -> None:
    """Every tag is closed in order, whatever the students wrote."""
    assert Page(page).unbalanced == []


def test_a_page_fetches_nothing_and_runs_nothing_of_a_strangers(page: str) -> None:
    """No handler, no source, no address of another host; the one script is the project's own, byte for byte."""
    parsed = Page(page)
    attributes = [(name, value) for _, found in parsed.tags for name, value in found.items()]

    assert {tag for tag, _ in parsed.tags} & {"link", "img", "iframe", "object", "form", "base"} == set()
    assert [name for name, _ in attributes if name.startswith("on") or name in {"src", "style", "srcset"}] == []
    assert [value for name, value in attributes if name == "href" and ":" in (value or "")] == []
    assert set(scripts_of(page)) <= {(TEMPLATES / "sort.js").read_text(encoding="utf-8")}
    assert "http://" not in page.replace("http-equiv", "")
    assert "url(" not in page
    assert "@import" not in page


def test_a_page_forbids_itself_all_but_its_own_sheet_and_script(page: str) -> None:
    """The policy names the digests of the very sheet and script that are in the page, and nothing else."""
    style = page.split("<style>", 1)[1].split("</style>", 1)[0]
    scripts = "".join(f"; script-src '{digest_of(script)}'" for script in scripts_of(page))

    policy = next(meta["content"] for meta in Page(page).named("meta") if "Policy" in (meta.get("http-equiv") or ""))

    assert policy == (
        f"default-src 'none'; style-src '{digest_of(style)}'{scripts}; base-uri 'none'; form-action 'none'"
    )


def scripts_of(page: str) -> list[str]:
    return re.findall("<script>(.*?)</script>", page, re.DOTALL)


def digest_of(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_a_page_holds_nothing_that_acts(page: str) -> None:
    """Escapes, carriage returns, bidi marks and zero-width characters are written out in a page too."""
    assert acting_characters(page) == set()


def test_headings_never_skip_a_level(page: str) -> None:
    """Who jumps from heading to heading finds an outline: one h1, and no step down but by one."""
    levels = [int(tag[1]) for tag, _ in Page(page).tags if re.fullmatch("h[1-6]", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_charts_are_images_with_a_title(page: str) -> None:
    """Every chart can be read by someone who does not see it."""
    charts = Page(page).named("svg")

    assert [chart for chart in charts if chart.get("role") != "img" or not chart.get("aria-label")] == []
    assert len(re.findall(r"<svg[^>]*>\s*<title>", page)) == len(charts)


def test_table_headers_say_what_they_head(page: str) -> None:
    """Each `th` has a scope."""
    assert {header.get("scope") for header in Page(page).named("th")} <= {"col", "row"}


def test_the_style_sheet_is_small() -> None:
    """The whole sheet stays within 7 KB, dark, light, phone and paper included."""
    sheet = (TEMPLATES / "style.css").read_bytes()

    assert len(sheet) <= 7 * 1024
    assert b"prefers-color-scheme:dark" in sheet
    assert b"@media print" in sheet


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


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent"])
@pytest.mark.parametrize("ground", ["bg", "card"])
def test_text_stands_out_from_its_ground(scheme: int, ink: str, ground: str) -> None:
    """Words and links have a contrast of 4.5 or more, light and dark. Source: WCAG 2.2, 1.4.3."""
    sheet = (TEMPLATES / "style.css").read_text(encoding="utf-8")

    dark, light = sorted(luminance(re.findall(rf"--{name}:#(\w+)", sheet)[scheme]) for name in (ink, ground))

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """The relative luminance of `fff` or `1b2330`, 0 to 1."""
    digits = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    parts = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_refusal_is_no_warning_of_missing_isolation() -> None:
    """What never ran has not been graded without isolation."""
    page = result_page(a_refused(isolation=NOTHING_RAN))

    assert "Graded without isolation" not in page
    assert "Isolation: nothing was run" in page


def test_a_share_that_is_not_full_is_not_shown_as_full() -> None:
    """199 of 200 points are 99 %."""
    page = result_page(a_result(a_check(points=199, max_points=200)))

    assert "99 %" in page
    assert "100 %" not in page
