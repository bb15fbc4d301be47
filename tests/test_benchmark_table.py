"""What is said about speed is what was measured: the committed figures, and nothing beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import figures, lean, sample, table
from benchmarks.grading import PARTS

ROOT = Path(__file__).parent.parent
DOCS = [page for page in sorted((ROOT / "docs").rglob("*.md")) if page.parent.name != "decisions"]  # which are history
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *DOCS]

_UNIT = r"(?:ms|s|milliseconds?|seconds?|times|×|submissions per second)"
_CLAIM = re.compile(rf"\b(?:\d[\d.,]* ?{_UNIT}(?!\w)|\w+ times (?:as fast|faster|slower)).*")

# What a number and such a word may stand for beside speed: a page, and the words that follow.
NO_CLAIMS = {
    ("docs/how-to/a-week-with-a-class.md", "2 times: `lab3 (1).zip` counts"),
    ("docs/reference/answers-toml.md", "0 times: `{escape(name)}`"),
}


@pytest.mark.parametrize("page", table.PAGES)
def test_a_page_carries_the_committed_figures(page: str) -> None:
    """The tables made anew of the committed figures are those on the page: `python benchmarks/table.py --write`."""
    text = (ROOT / page).read_text(encoding="utf-8")

    assert table.with_figures(text, page, figures.load()) == text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_nothing_else_is_said_about_speed(page: Path) -> None:
    """A time, or how many times something is faster, stands where the figures are written and nowhere else."""
    text = table.PLACE.sub("", page.read_text(encoding="utf-8"))
    claims = {(str(page.relative_to(ROOT)), claim) for claim in _CLAIM.findall(text)}

    assert [claim for claim in claims if not any(_is(claim, known) for known in NO_CLAIMS)] == []


def _is(claim: tuple[str, str], known: tuple[str, str]) -> bool:
    return claim[0] == known[0] and claim[1].startswith(known[1])


@pytest.mark.parametrize(
    "claim", ["takes 12 ms.", "3.5 times less", "is five times faster", "18 submissions per second"]
)
def test_a_claim_is_seen(claim: str) -> None:
    """The test above would notice."""
    assert _CLAIM.search(claim)


def test_the_committed_figures_are_whole() -> None:
    """Every part was measured, in every group, in the same rounds, and where it was is told."""
    document = figures.load()
    rounds = document["made"]["rounds"]
    measured = [len(row[kind]["wall_ms"]) for row in document["latency"].values() for kind in ("lean", "strong")]

    assert set(document) == {"made", *PARTS}
    assert len(figures.groups_in(document["latency"])) == len(figures.groups_in(document["run"])) == 4
    assert set(measured) == {rounds}
    assert document["made"]["machine"]["cpu"] and document["made"]["commit"]


@pytest.mark.parametrize("case", sample.first_of_each_group(sample.cases()), ids=lambda case: case.group)
def test_the_plain_pytest_that_is_compared_with_passes(case: sample.Case) -> None:
    """And what it could compile lies ready after one run: a further one compiles nothing."""
    with lean.Lean([case]) as plain, plain.submission(case) as folder:
        plain.run(case, folder)


def test_a_ratio_is_taken_within_a_round() -> None:
    """A round that was slow for both does not change it."""
    paired = figures.ratio([100.0, 1000.0, 100.0], [20.0, 200.0, 25.0])

    assert (paired.median, paired.least, paired.most) == (5.0, 4.0, 5.0)


def test_p95_is_a_value_that_was_measured() -> None:
    """The nearest rank: of twenty the nineteenth, of nine the last."""
    assert figures.p95(range(1, 21)) == 19
    assert figures.p95(range(1, 10)) == 9


def test_figures_come_back_as_they_were_kept(tmp_path: Path) -> None:
    """Rounded to hundredths; the file is there with its folder."""
    file = tmp_path / "kept" / "figures.json"

    figures.save({"run": {"a": {"wall_ms": [[1.004, 2.0], [3.5]]}}}, file)

    assert figures.load(file) == {"run": {"a": {"wall_ms": [[1.0, 2.0], [3.5]]}}}


def test_a_page_without_a_place_for_figures_is_refused() -> None:
    """Figures that stand nowhere would be compared with nothing."""
    with pytest.raises(ValueError, match=r"README\.md has 0 places"):
        table.with_figures("# No place\n", "README.md", figures.load())
