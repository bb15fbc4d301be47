"""Promises of the room `report`.

Golden files and the schemas in docs/reference are written anew by

    REGENERATE_GOLDEN=1 .venv/bin/python -m pytest tests/test_report.py

and a commit that changes one says why.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from grader import model
from grader.analysis.tally import percent, short_ids, tally
from grader.errors import UsageError
from grader.model import CheckResult, ClassResults, Isolation, Level, Outcome, Result, Row, State
from grader.report import document, field_docs, states
from grader.report.class_table import show_class, show_summary
from grader.report.gradebook import LONG_COLUMNS, gradebook_csv, long_csv
from grader.report.html import class_page, hardest, heat, result_page
from grader.report.terminal import show_result, what_next
from grader.report.text import capped, visible, visible_line
from grader.report.writer import TerminalWriter

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "report"
REFERENCE = ROOT / "docs" / "reference"
REGENERATE = "REGENERATE_GOLDEN=1 .venv/bin/python -m pytest tests/test_report.py"

HOSTILE = "<script>alert(1)</script>\x1b[2J\r\u202e[red]10 of 10[/red]\u200b\x9b{{ 7*7 }}"
ISOLATION = Isolation(level=Level.STRONG)
CONVERTERS = "04-routing/02-converters"
UPLOADS = "15-forms-and-uploads/04-uploads"


def a_check(**changes: Any) -> CheckResult:
    plain: dict[str, Any] = {
        "id": "test_greeting",
        "title": "Any user name is greeted",
        "task": 1,
        "state": State.PASSED,
        "points": 2,
        "max_points": 2,
    }
    return CheckResult(**(plain | changes))


def a_failed_check(**changes: Any) -> CheckResult:
    plain: dict[str, Any] = {
        "id": "test_numbers",
        "title": "Only numbers are articles",
        "task": 2,
        "state": State.FAILED,
        "points": 0,
        "max_points": 3,
        "message": "the page must show the number from the URL",
        "asked": "GET /article/7 HTTP/1.1\nHost: localhost",
        "answered": "500 INTERNAL SERVER ERROR\n\n<h1>Internal Server Error</h1>",
        "where": ("app.py:12 in article", "    return ARTICLES[number]"),
        "detail": "assert 'seven' == '7'",
        "duration_ms": 12.5,
    }
    return a_check(**(plain | changes))


def a_result(*checks: CheckResult, **changes: Any) -> Result:
    score, max_score = sum(check.points for check in checks), sum(check.max_points for check in checks)
    plain: dict[str, Any] = {
        "exercise": CONVERTERS,
        "submission_digest": "sha256:" + "5a" * 32,
        "exercise_digest": "sha256:" + "e8" * 32,
        "grader_version": "0.1.0",
        "isolation": ISOLATION,
        "seed": 7,
        "outcome": Outcome.PASSED if score == max_score else Outcome.FAILED,
        "score": score,
        "max_score": max_score,
        "checks": checks,
        "duration_ms": 41.0,
    }
    return Result(**(plain | changes))


def a_refused(**changes: Any) -> Result:
    message = "`flask.py` has the name of a course library: rename it"
    return a_result(**({"outcome": Outcome.REFUSED, "score": 0, "max_score": 5, "message": message} | changes))


def a_not_graded(**changes: Any) -> Result:
    broken = a_check(state=State.BROKEN, points=0, max_points=5, message="the check could not run", detail="KeyError")
    reason = "a check is broken"
    return a_result(broken, **({"outcome": Outcome.NOT_GRADED, "score": 0, "message": reason} | changes))


def a_mixed_result() -> Result:
    """One check in each state but broken."""
    odd_ones = [
        a_failed_check(
            id=f"test_{state}", title=f"A check that {words}", task=2, state=state, message=message, where=()
        )
        for state, words, message in [
            (State.TIMED_OUT, "takes too long", "no answer within 2000 ms"),
            (State.OUT_OF_MEMORY, "takes too much", "the program used more than 256 MiB"),
            (State.CRASHED, "ends the program", "the program ended before it answered"),
            (State.FORBIDDEN, "opens a socket", "the program tried to reach the network"),
        ]
    ]
    skipped = a_failed_check(
        id="test_links",
        title="Links lead back",
        task=3,
        state=State.SKIPPED,
        message="waits for “Only numbers are articles”",
    )
    return a_result(
        a_check(), a_failed_check(), *odd_ones, skipped, output="hello from print()\n * Serving Flask app\n"
    )


def a_class(*rows: tuple[str, Result], **changes: Any) -> ClassResults:
    plain: dict[str, Any] = {"grader_version": "0.1.0", "isolation": ISOLATION}
    return ClassResults(rows=tuple(Row(student=name, result=result) for name, result in rows), **(plain | changes))


def a_whole_class() -> ClassResults:
    """Full marks, points lost, refused, not graded, not handed in, a Chinese name, an unknown folder."""
    return a_class(
        ("grace", a_result(a_check(), a_failed_check())),
        (
            "Ada",
            a_result(
                a_check(), a_check(id="test_numbers", title="Only numbers are articles", task=2, max_points=3, points=3)
            ),
        ),
        ("Ada", a_result(a_check(max_points=5, points=5), exercise=UPLOADS)),
        ("grace", a_not_graded(exercise=UPLOADS)),
        ("mallory", a_refused()),
        ("王小云", a_result(a_check(points=0, state=State.FAILED), a_failed_check())),
        unknown_folders=("grace/99-nowhere",),
    )


def a_hostile_result() -> Result:
    check = a_failed_check(
        title=HOSTILE, message=HOSTILE, asked=HOSTILE, answered=HOSTILE, where=(HOSTILE,), detail=HOSTILE
    )
    return a_result(
        check, exercise=HOSTILE, output=HOSTILE, message=HOSTILE, isolation=Isolation(level=Level.NONE, detail=HOSTILE)
    )


def a_hostile_class() -> ClassResults:
    return a_class(
        (HOSTILE, a_hostile_result()),
        (HOSTILE, a_refused(exercise=HOSTILE + "2", message=HOSTILE)),
        unknown_folders=(HOSTILE,),
        isolation=Isolation(level=Level.NONE, detail=HOSTILE),
        grader_version=HOSTILE,
    )


def shown(result: Result, width: int = 80) -> str:
    page = io.StringIO()
    show_result(result, page, width)
    return page.getvalue()


def class_shown(results: ClassResults, width: int = 80) -> str:
    page = io.StringIO()
    show_class(results, page, width)
    return page.getvalue()


def assert_golden(path: Path, text: str) -> None:
    if os.environ.get("REGENERATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.is_file(), f"{path} is missing; write it with: {REGENERATE}"
    assert text == path.read_text(encoding="utf-8"), f"{path.name} is out of date; if that is meant: {REGENERATE}"


def acting_characters(text: str) -> set[str]:
    return {char for char in text if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _no_colour_wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


# --- text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("\r", "\\r"),
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\u200b", "\\u200b"),
        ("\x9b", "\\x9b"),
        ("\x00\x7f", "\\x00\\x7f"),
        ("\u2028", "\\u2028"),
        ("\udc80", "\\udc80"),
        ("\U000e0041", "\\U000e0041"),
        ("a\n\tb", "a\n\tb"),
        ("你好\u3000é\xa0", "你好\u3000é\xa0"),
    ],
)
def test_what_acts_is_written_as_an_escape_and_what_shows_is_kept(raw: str, safe: str) -> None:
    """Controls, bidi marks and zero-width characters become visible; letters and spaces stay."""
    assert visible(raw) == safe


def test_visible_line_never_breaks_the_line() -> None:
    """A name or a title stays on one line."""
    assert visible_line("a\nb\tc") == "a\\nb\\tc"


def test_a_text_that_fits_is_not_capped() -> None:
    """Nothing is added to a short text, up to the very limit."""
    assert capped("one\ntwo", max_lines=2, max_chars=7) == "one\ntwo"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1\n2\n3\n4", "1\n2\n… 2 lines more"),
        ("1\n2\n3", "1\n2\n… 1 character more"),
        ("x" * 105, "x" * 100 + "\n… 5 characters more"),
    ],
)
def test_a_capped_text_says_how_much_is_missing(text: str, kept: str) -> None:
    """The last line of a capped text counts what was left out."""
    assert capped(text, max_lines=2, max_chars=100) == kept


# --- documents --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [a_mixed_result, a_refused, a_not_graded, a_hostile_result])
def test_a_result_read_back_is_the_same_result(make: Any) -> None:
    """Nothing is lost or changed on the way through JSON, hostile text included."""
    result = make()

    assert document.from_json(Result, document.to_json(result)) == result


@pytest.mark.parametrize("make", [a_whole_class, a_hostile_class])
def test_a_class_read_back_is_the_same_class(make: Any) -> None:
    """Nothing is lost or changed on the way through JSON."""
    results = make()

    assert document.from_json(ClassResults, document.to_json(results)) == results


def test_json_has_every_field_in_the_order_of_the_dataclass() -> None:
    """Key order is stable, and defaults are written too."""
    keys = list(json.loads(document.to_json(a_result())))

    assert keys == [field.name for field in dataclasses.fields(Result)]


def test_json_of_a_result_is_as_recorded() -> None:
    """The document changes only on purpose."""
    assert_golden(GOLDEN / "result.json", document.to_json(a_mixed_result()))


def test_json_of_a_class_is_as_recorded() -> None:
    """The document changes only on purpose."""
    assert_golden(GOLDEN / "class.json", document.to_json(a_whole_class()))


def test_json_is_safe_to_print() -> None:
    """A document on a terminal neither colours nor turns anything; it keeps Chinese readable."""
    text = document.to_json(dataclasses.replace(a_hostile_result(), message="你好"))

    assert acting_characters(text) == set()
    assert "你好" in text


def test_a_folder_name_that_is_no_utf8_can_be_written() -> None:
    """One strange file name does not cost the class its document."""
    text = document.to_json(a_class(unknown_folders=("caf\udce9",)))

    assert document.from_json(ClassResults, text).unknown_folders == ("caf\\udce9",)


def test_fields_of_a_later_grader_are_passed_over() -> None:
    """A new field within the same schema version does not break an old reader."""
    newer = json.loads(document.to_json(a_result())) | {"mood": "sunny"}

    assert document.from_json(Result, json.dumps(newer)) == a_result()


def test_another_schema_version_is_refused_by_name() -> None:
    """A reader never guesses at a version it does not know."""
    with pytest.raises(UsageError, match="schema version 2, and this grader reads version 1"):
        document.from_json(Result, '{"schema_version": 2, "shape": "unknown"}')


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": 1}', b"\xff\xfe", '{"schema_version": "1"}'])
def test_what_is_no_document_is_a_usage_error_with_a_hint(text: str | bytes) -> None:
    """A wrong file is said in words, never with a traceback."""
    with pytest.raises(UsageError) as caught:
        document.from_json(Result, text)

    assert caught.value.fact.startswith("this is no Result document")
    assert caught.value.hint


def test_an_error_inside_a_class_names_its_place() -> None:
    """The path leads to the row that is wrong."""
    broken = json.loads(document.to_json(a_whole_class()))
    broken["rows"][1]["result"]["score"] = "five"

    with pytest.raises(UsageError, match=re.escape("$.rows[1].result.score")):
        document.from_json(ClassResults, json.dumps(broken))


def test_without_costs_leaves_no_cost_and_everything_else() -> None:
    """Two runs are compared on all but what they cost."""
    whole = json.loads(document.to_json(a_whole_class()))

    rest = document.without_costs(whole)

    assert json.dumps(rest) == re.sub(r', "(duration_ms|peak_bytes)": [\d.]+', "", json.dumps(whole))


def test_without_costs_leaves_its_argument_alone() -> None:
    """It returns a copy."""
    whole = json.loads(document.to_json(a_mixed_result()))

    document.without_costs(whole)

    assert whole["duration_ms"] == 41.0


@pytest.mark.parametrize("kind", [Result, ClassResults])
def test_the_committed_schema_is_the_generated_one(kind: type[Result | ClassResults]) -> None:
    """The schema files in docs/reference never fall behind the dataclasses."""
    assert_golden(REFERENCE / document.SCHEMA_FILES[kind], document.schema_json(kind))


@pytest.mark.parametrize("kind", [Result, ClassResults])
def test_every_property_of_a_schema_has_a_description(kind: type[Result | ClassResults]) -> None:
    """Whoever reads the schema alone learns what each field means."""
    schema = document.schema(kind)

    bare = [
        f"{name}.{field}"
        for name, definition in schema["$defs"].items()
        for field, shape in definition.get("properties", {}).items()
        if not shape.get("description")
    ]

    assert bare == []


def test_the_contract_describes_exactly_the_fields_there_are() -> None:
    """A field that is added to or taken from the nouns must be added to or taken from the contract."""
    described = {name: list(fields) for name, fields in field_docs.FIELDS.items()}

    assert described == {
        name: [field.name for field in dataclasses.fields(getattr(model, name))] for name in field_docs.FIELDS
    }


def test_every_state_outcome_and_level_has_a_meaning_and_a_mark() -> None:
    """No member of the three enumerations goes without words."""
    assert set(field_docs.STATES) == set(states.MARKS) == set(State)
    assert set(field_docs.OUTCOMES) == set(states.OUTCOMES) == set(Outcome)
    assert set(field_docs.LEVELS) == set(Level)


# --- results.md -------------------------------------------------------------------------------------------


def the_reference() -> str:
    return (REFERENCE / "results.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(field_docs.FIELDS))
def test_the_reference_names_every_field_with_its_sentence(name: str) -> None:
    """results.md and the schemas say the same of every field."""
    section = the_reference().split(f"### `{name}`", 1)[1].split("\n#", 1)[0]

    missing = [f for f, words in field_docs.FIELDS[name].items() if f"- `{f}`: {words}\n" not in section + "\n"]

    assert missing == []


def test_the_reference_names_every_state_outcome_and_level() -> None:
    """results.md gives the meaning of every word that a document may hold."""
    lines = the_reference().splitlines()

    missing = [
        str(member)
        for meanings in (field_docs.STATES, field_docs.OUTCOMES, field_docs.FAULTS, field_docs.LEVELS)
        for member, words in meanings.items()
        if f"- `{member}`: {words}." not in lines
    ]

    assert missing == []


def test_the_example_in_the_reference_is_a_result() -> None:
    """What a reader copies from results.md can be read by this grader."""
    (example,) = re.findall(r"```json\n(.*?)```", the_reference(), re.DOTALL)

    result = document.from_json(Result, example)

    assert document.to_json(result) == example


def test_the_reference_names_every_column_of_the_long_csv() -> None:
    """results.md lists the tidy format's columns in their order."""
    assert f"`{', '.join(LONG_COLUMNS)}`" in the_reference()


# --- tally ------------------------------------------------------------------------------------------------


def test_points_that_were_not_graded_leave_the_maximum() -> None:
    """Nobody's share drops through our fault."""
    grace = tally(a_whole_class()).students[1]

    assert (grace.name, grace.score, grace.max_score) == ("grace", 2, 5)


def test_what_is_not_graded_has_no_score() -> None:
    """Whether there is a score follows from the outcome, and nobody can say otherwise."""
    counted = tally(a_class(("ada", a_not_graded())))

    assert not a_not_graded().graded
    assert (counted.graded, counted.not_graded, counted.students[0].share) == (0, 1, None)


def test_what_was_refused_or_not_handed_in_stays_in_the_maximum() -> None:
    """A student cannot raise their share by handing in less."""
    mallory = tally(a_whole_class()).students[2]

    assert (mallory.name, mallory.score, mallory.max_score) == ("mallory", 0, 10)


def test_students_stand_in_the_order_of_their_names() -> None:
    """Capital letters do not come first."""
    assert [student.name for student in tally(a_whole_class()).students] == ["Ada", "grace", "mallory", "王小云"]


def test_mean_and_median_are_exact_and_over_the_students() -> None:
    """Shares of 1, 2/5, 0 and 0 have a mean of 7/20 and a median of 1/5."""
    counted = tally(a_whole_class())

    assert (counted.mean, counted.median) == (Fraction(7, 20), Fraction(1, 5))


def test_a_class_of_none_has_no_mean() -> None:
    """An empty class is counted, not divided by."""
    assert tally(a_class()).mean is None


def test_of_two_results_for_one_exercise_the_later_counts() -> None:
    """A resumed class that graded twice shows the last verdict once."""
    counted = tally(a_class(("ada", a_result(a_failed_check())), ("ada", a_result(a_check(max_points=3, points=3)))))

    assert (counted.handed_in, counted.students[0].score) == (1, 3)


def test_pass_rates_count_graded_submissions_only() -> None:
    """A broken check of ours does not make a check look hard."""
    rates = {rate.id: (rate.passed, rate.tried) for rate in tally(a_whole_class()).exercises[0].checks}

    assert rates == {"test_greeting": (2, 3), "test_numbers": (1, 3)}


def test_full_marks_fall_into_the_last_bucket() -> None:
    """The histogram has ten buckets, and 100 % is in the tenth."""
    assert tally(a_whole_class()).buckets == [2, 0, 0, 0, 1, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("share", "words"), [(Fraction(1, 8), "13 %"), (Fraction(249, 1000), "25 %"), (Fraction(1), "100 %"), (None, "–")]
)
def test_a_percentage_is_rounded_half_up(share: Fraction | None, words: str) -> None:
    """Shares are exact until they are shown."""
    assert percent(share) == words


def test_short_ids_are_the_numbers_of_topic_and_exercise() -> None:
    """`04-routing/02-converters` is 04/02."""
    assert short_ids([CONVERTERS, UPLOADS]) == {CONVERTERS: "04/02", UPLOADS: "15/04"}


@pytest.mark.parametrize("ids", [["04-a/02-x", "04-b/02-y"], ["plain", "04-a/02-x"]])
def test_short_ids_are_numbered_when_they_would_not_tell_apart(ids: list[str]) -> None:
    """Two columns never share a heading."""
    assert sorted(short_ids(ids).values()) == ["#1", "#2"]


# --- one result in the terminal ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "make"),
    [("mixed", a_mixed_result), ("refused", a_refused), ("not_graded", a_not_graded), ("hostile", a_hostile_result)],
)
def test_a_result_in_the_terminal_is_as_recorded(name: str, make: Any) -> None:
    """The whole report, word for word, without colour."""
    assert_golden(GOLDEN / f"result_{name}.txt", shown(make()))


def test_every_state_is_shown_with_its_mark_and_its_word() -> None:
    """Neither colour nor glyph is needed to tell the states apart."""
    page = shown(a_mixed_result()) + shown(a_not_graded())

    assert [mark.word for mark in states.MARKS.values() if f"{mark.sign} {mark.word}" not in page] == []


def test_a_failed_check_shows_message_exchange_and_own_lines() -> None:
    """A student sees what was wrong, what was asked, what came back and where in their file."""
    page = shown(a_result(a_failed_check()))

    wanted = [
        "the page must show the number",
        "asked",
        "GET /article/7",
        "answered",
        "500 INTERNAL",
        "your lines",
        "app.py:12",
    ]
    assert [words for words in wanted if words not in page] == []


def test_a_passed_check_takes_one_line() -> None:
    """What works needs no reading."""
    page = shown(a_result(a_check(asked="GET /", answered="200 OK", message="fine")))

    assert "GET /" not in page
    assert "fine" not in page


def test_a_skipped_check_names_what_it_waits_for_and_no_exchange() -> None:
    """Nothing was asked of a check that never ran."""
    page = shown(a_result(a_failed_check(state=State.SKIPPED, message="waits for “A”", asked="GET /never")))

    assert "waits for “A”" in page
    assert "GET /never" not in page


def test_a_broken_check_says_that_it_is_not_the_students_fault() -> None:
    """Blame for our failure is never left open."""
    assert "This is not your fault" in shown(a_not_graded())


@pytest.mark.parametrize("make", [a_mixed_result, a_not_graded, a_hostile_result])
def test_authors_notes_are_never_shown_to_a_student(make: Any) -> None:
    """`detail` may hold expected values: it reaches neither terminal nor page of a student."""
    result = make()
    marked = dataclasses.replace(
        result, checks=tuple(dataclasses.replace(check, detail="SECRET") for check in result.checks)
    )

    assert "SECRET" not in shown(marked) + result_page(marked)


def test_a_result_that_was_not_graded_shows_no_score() -> None:
    """Not graded is not zero."""
    page = shown(a_not_graded(checks=()))

    assert "not graded: a check is broken" in page
    assert not re.search(r"\d+ of \d+ points|%", page)


def test_the_isolation_is_in_every_report() -> None:
    """A result says how it was confined, and what that does not cover."""
    page = shown(a_result(isolation=Isolation(level=Level.NONE, detail="no jail on this system")))

    assert "isolation: none (no jail on this system)" in page


def test_examples_are_counted_where_no_points_are_at_stake() -> None:
    """A handout has visible checks only: their score is no score."""
    page = shown(a_result(a_check(points=0, max_points=0), a_check(points=0, max_points=0, id="test_b")))

    assert "2 of 2 examples" in page
    assert "The hidden checks run when you submit." in page


def test_the_last_line_names_the_first_check_to_mend() -> None:
    """A student is told where to begin; what only waits is not named."""
    waiting = a_failed_check(state=State.SKIPPED, title="Waits", task=1)

    assert what_next(a_result(waiting, a_failed_check(), a_failed_check(id="x"))) == (
        "Next: “Only numbers are articles” (task 2), then 1 more, and run it again."
    )


@pytest.mark.parametrize(("score", "filled"), [(0, 0), (1, 1), (999, 29), (1000, 30)])
def test_the_bar_is_full_only_with_full_marks_and_empty_only_with_none(score: int, filled: int) -> None:
    """Rounding never shows more, or less, than was earned."""
    page = shown(a_result(a_check(points=score, max_points=1000)))

    assert page.count("█") == filled


def test_long_answers_and_output_are_capped_with_a_count() -> None:
    """A program that prints without end does not push the verdict off the screen."""
    endless = "line\n" * 5000

    page = shown(a_result(a_failed_check(answered=endless), output=endless))

    assert page.count("\n") < 60
    assert page.count("lines more") == 2


def test_hostile_text_cannot_act_in_a_terminal() -> None:
    """No escape, carriage return, bidi mark or zero-width character reaches the terminal from a submission."""
    assert acting_characters(shown(a_hostile_result())) == set()


def test_rich_markup_of_a_submission_is_text() -> None:
    """`[red]` is shown as it was written, also where colours are on."""
    page = Terminal()

    show_result(a_result(a_failed_check(message="[red]no[/red] [bold]x [link=http://x]y[/link] :smile:")), page, 100)

    assert "[red]no[/red] [bold]x [link=http://x]y[/link] :smile:" in page.getvalue()


def test_a_program_cannot_write_lines_of_the_report() -> None:
    """Each line of an answer or of the output stands behind a rule, wrapped lines too."""
    forged = "x" * 200 + "\nTask 9  99 of 99 points"

    page = shown(a_result(a_failed_check(answered=forged), output=forged))

    forged_lines = [line for line in page.splitlines() if "xx" in line or "Task 9" in line]
    assert len(forged_lines) == 9
    assert [line for line in forged_lines if "│ " not in line] == []


def test_a_file_that_is_no_terminal_gets_no_escapes() -> None:
    """A pipe gets plain text."""
    assert "\x1b" not in shown(a_mixed_result())


def test_a_terminal_gets_colour() -> None:
    """Colour is there where it can be seen."""
    page = Terminal()

    show_result(a_mixed_result(), page, 80)

    assert "\x1b[32m" in page.getvalue()


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR set a terminal gets no colour codes."""
    monkeypatch.setenv("NO_COLOR", "1")
    page = Terminal()

    show_result(a_mixed_result(), page, 80)

    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", page.getvalue())


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk"])
def test_a_terminal_without_our_glyphs_gets_twins(encoding: str) -> None:
    """A Windows pipe or a C locale never ends in an encoding error."""
    raw = io.BytesIO()
    page = io.TextIOWrapper(raw, encoding=encoding, write_through=True)

    show_result(a_mixed_result(), page, 80)
    show_class(a_hostile_class(), page, 80)

    assert "passed" in raw.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [30, 50, 80, 200])
def test_lines_fit_the_width(width: int) -> None:
    """Prose, titles, answers and output are wrapped to the terminal, down to very narrow ones."""
    long = "word " * 30 + "w" * 120 + "你好" * 40
    page = shown(a_result(a_failed_check(title=long, message=long, answered=long), output=long), width)

    from rich.cells import cell_len

    assert max(cell_len(line) for line in page.splitlines()) <= width


def test_a_cell_is_as_wide_as_asked_whatever_is_in_it() -> None:
    """Columns stay straight with Chinese names, long names and empty ones."""
    from rich.cells import cell_len

    writer = TerminalWriter(io.StringIO(), 80)

    assert {cell_len(writer.cell(words, 7)) for words in ("", "ada", "王小云王小云", "a王小云王", "x" * 40)} == {7}


# --- a class in the terminal ------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 34])
def test_a_class_in_the_terminal_is_as_recorded(width: int) -> None:
    """The whole table, word for word, wide and narrow."""
    assert_golden(GOLDEN / f"class_{width}.txt", class_shown(a_whole_class(), width))


def test_what_was_not_graded_is_a_dash_with_a_reason_below() -> None:
    """A dash, never a zero, and why."""
    page = class_shown(a_class(("ada", a_not_graded())))

    assert re.search(r"^ada +– +– +–$", page, re.MULTILINE)
    assert "not graded: a check is broken" in page


def test_a_narrow_terminal_gets_pages_that_repeat_the_names() -> None:
    """Thirteen exercises on forty cells: every score is shown, beside its student, in line."""
    results = a_class(
        *((name, a_result(a_check(), exercise=f"{n:02}-topic/01-x")) for name in ("ada", "王小云") for n in range(13))
    )

    page = class_shown(results, 40)

    table = page.split("\n\n00/01", 1)[0]
    assert max(len(line) for line in table.splitlines()) <= 40
    assert table.count("ada") == table.count("student") > 1
    assert all(f"{n:02}/01" in table for n in range(13))


def test_a_terminal_narrower_than_one_column_still_gets_each_column_once() -> None:
    """No page is empty, however narrow the terminal."""
    page = class_shown(a_whole_class(), 8)

    assert re.findall(r"^student\b(?!s) *(\S*)", page, re.MULTILINE) == ["04/02", "15/04", "sum"]


def test_sums_and_percentages_stand_at_the_end_of_a_row() -> None:
    """The row's last two columns are the sum and its share."""
    assert re.search(r"^grace +2 +– +2/5 +40 %$", class_shown(a_whole_class()), re.MULTILINE)


def test_hostile_names_cannot_act_in_the_class_table() -> None:
    """A folder's name is text too."""
    assert acting_characters(class_shown(a_hostile_class())) == set()


def test_a_class_of_none_is_said_in_words() -> None:
    """An empty folder gives a summary and no empty table."""
    assert class_shown(a_class()).startswith("0 students, 0 exercises: 0 of 0 submissions graded")


def test_the_summary_counts_what_was_left_out() -> None:
    """Graded, refused, not graded, mean, median, unknown folders and isolation, in words."""
    page = io.StringIO()

    show_summary(a_whole_class(), page, 200)

    assert page.getvalue().splitlines() == [
        "4 students, 2 exercises: 4 of 6 submissions graded, 1 refused, 1 not graded.",
        "Of each student's points: mean 35 %, median 20 %.",
        "Unknown folders, not graded: grace/99-nowhere",
        "isolation: strong; grader 0.1.0",
    ]


# --- pages ------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """A page's tags, attributes and text; `unbalanced` holds what was not closed in order."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.unbalanced: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


PAGES = {
    "class": lambda: class_page(a_whole_class()),
    "hostile class": lambda: class_page(a_hostile_class()),
    "empty class": lambda: class_page(a_class()),
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
    import base64
    import hashlib

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
    assert "not graded (no attempt spent): a check is broken" in " ".join(top.split())
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


# --- gradebooks -------------------------------------------------------------------------------------------


def sheet(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_gradebook_is_as_recorded() -> None:
    """One row a student, one column an exercise, then total and max; what was not graded is empty."""
    assert_golden(GOLDEN / "gradebook.csv", gradebook_csv(a_whole_class()))


def test_the_long_csv_is_as_recorded() -> None:
    """One row a submission."""
    assert_golden(GOLDEN / "long.csv", long_csv(a_whole_class()))


def test_a_student_with_nothing_graded_has_no_total() -> None:
    """Not graded is never summed up to 0."""
    assert sheet(gradebook_csv(a_class(("ada", a_not_graded()))))[1] == ["ada", "", "", "0"]


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x","y")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"]
)
def test_a_cell_is_never_a_formula(name: str) -> None:
    """A folder named like a formula is text in every spreadsheet."""
    results = a_class((name, a_refused(message=name)))

    cells = [sheet(gradebook_csv(results))[1][0], *sheet(long_csv(results))[1]]

    assert [cell for cell in cells if cell.lstrip().startswith(tuple("=+-@\t\r＝"))] == []
    assert cells[0].startswith("'")


def test_hostile_names_and_messages_stay_within_their_cell() -> None:
    """Commas, quotes, newlines and escapes neither make columns nor act in a terminal."""
    name = 'a","b\n' + HOSTILE

    text = gradebook_csv(a_class((name, a_result(a_check())))) + long_csv(a_class((name, a_refused(message=name))))

    assert acting_characters(text) == set()
    assert [len(row) for row in sheet(text)] == [4, 4, len(LONG_COLUMNS), len(LONG_COLUMNS)]


# --- the room ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", ["terminal", "class_table", "html", "gradebook"])
def test_big_libraries_are_imported_only_when_needed(module: str) -> None:
    """Importing a report costs no rich and no jinja2: `grade --help` stays quick."""
    code = f"import sys, grader.report.{module}; print([m for m in ('rich', 'jinja2') if m in sys.modules])"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout

    assert printed == "[]\n"
