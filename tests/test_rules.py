"""Rule coverage: marks in statements, who judges a rule, who breaks it, and what students see of it."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console
from rich.markdown import Markdown
from typer.testing import CliRunner

from grader.audit.findings import Part
from grader.audit.rules import mutants_of_reference
from grader.cli import app
from grader.course import (
    Course,
    Coverage,
    Exercise,
    coverage_of,
    decode_answers,
    new_exercise,
    start,
    validate_exercise,
    write_handout,
)
from grader.course.rule_marks import MarkedStatement, rules_of, without_marks
from grader.errors import ExerciseError
from tests.audit_course import ID, AuditCourse
from tests.test_audit import only

CHECKS = "checks/test_totals.py"
ANSWERS = "answers.toml"
TOTAL = "`total(numbers, least)` returns the sum of those numbers that are not smaller than `least`."
FIRST = "the sum of its amounts, the largest sum first."
JUDGES_TOTAL = '@pytest.mark.judges("large-ones-count", "boundary-counts")\n'
JUDGES_QUERY = '@pytest.mark.judges("sum-by-shop", "largest-first")\n'
MUTANTS = """
[[mutant]]
id = "totals.py:total:drop-condition:*"
breaks = ["large-ones-count"]
why = "adds every number"

[[mutant]]
id = "totals.py:sql-group:*"
breaks = ["sum-by-shop"]
why = "one row for all shops together"
"""


@pytest.fixture
def marked(tmp_path: Path) -> AuditCourse:
    """The course of the how-to with all its rules marked and covered, as the how-to tells it."""
    course = AuditCourse(tmp_path)
    course.change("README.md", TOTAL, f"{TOTAL} <!-- rule: large-ones-count, boundary-counts -->")
    course.change("README.md", "for SQLite.", "for SQLite. <!-- not a rule -->")
    course.change("README.md", FIRST, f"{FIRST} <!-- rule: sum-by-shop, largest-first -->")
    course.change("README.zh.md", "的数之和。", "的数之和。<!-- rule: large-ones-count, boundary-counts -->")
    course.change("README.zh.md", "最大的在前。", "最大的在前。<!-- rule: sum-by-shop, largest-first -->")
    course.change(CHECKS, "def test_total", f"{JUDGES_TOTAL}def test_total")
    course.change(CHECKS, "def test_query", f"{JUDGES_QUERY}def test_query")
    course.change(ANSWERS, 'why = "leaves', 'breaks = ["boundary-counts"]\nwhy = "leaves')
    course.change(ANSWERS, 'why = "sorts', 'breaks = ["largest-first"]\nwhy = "sorts')
    answers = course.path(ANSWERS)
    answers.write_text(answers.read_text("utf-8") + MUTANTS, encoding="utf-8")
    return course


def exercise_of(course: AuditCourse) -> Exercise:
    """Its exercise."""
    return Course(course.root).load(ID)


def coverage(course: AuditCourse) -> Coverage:
    """What its rules come to."""
    return coverage_of(exercise_of(course))


def task(text: str, head: str = "Background.\n\n") -> MarkedStatement:
    """Read a text as the only task of a statement."""
    return rules_of(f"# Title\n\n{head}## 1. A task\n\n{text}\n")


def due(text: str) -> list[str]:
    """The sentences of a task that owe a mark."""
    return [sentence.text for sentence in task(text).unmarked]


def ids(statement: MarkedStatement) -> list[str]:
    """The ids of its rules, in order."""
    return [rule.id for rule in statement.rules]


# Sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("One\ngoes on. Two.", ["One goes on.", "Two."]),
        ("`a. B` is code. So is `` `. C` ``.", ["`a. B` is code.", "So is `` `. C` ``."]),
        ("It is *one.* `two` is another.", ["It is *one.*", "`two` is another."]),
        ("Some, e.g. `this`, i.e. That, are one.", ["Some, e.g. `this`, i.e. That, are one."]),
        ("It costs 2.5 and 3.", ["It costs 2.5 and 3."]),
        ("一句。又一句！“第三句。”第四句", ["一句。", "又一句！", "“第三句。”", "第四句"]),
        ("It answers:\n\n- one\n- two. Three.\n  Four.", ["It answers:", "one", "two.", "Three.", "Four."]),
        ("| a | b |\n| --- | --- |\n| One. Two. | `x` |\n| c | |", ["One. Two. | `x`", "c"]),
    ],
)
def test_every_sentence_item_and_row_of_a_task_owes_a_mark(text: str, sentences: list[str]) -> None:
    """Sentences end as they do for readers, and nothing ends within code."""
    assert due(text) == sentences


@pytest.mark.parametrize("text", ["```text\nCode. More.\n```", "    Code.", "> A quote. Two.", "### A heading.", "***"])
def test_what_is_no_sentence_of_a_task_owes_none(text: str) -> None:
    """Code, quotes, headings and rulers are told by their form."""
    assert due(text) == []


def test_background_and_sections_without_a_number_owe_none() -> None:
    """The first paragraph and what stands behind the tasks explain; the rest of the introduction does not."""
    statement = rules_of(
        "# T\n\nBackground. More.\n\nYou edit one file.\n\n## 1. A\n\n## Good to know\n\nOlder notes.\n"
    )

    assert [sentence.text for sentence in statement.unmarked] == ["You edit one file."]


def test_a_statement_without_an_introduction_has_no_background() -> None:
    """The first paragraph of a task is never passed over."""
    assert [sentence.text for sentence in rules_of("# T\n\n## 1. A\n\nOne.\n").unmarked] == ["One."]


def test_a_sentence_knows_its_line() -> None:
    """Lines count from 1, also for the second sentence of a paragraph."""
    (first, second) = task("One\ngoes on.\nTwo.").unmarked

    assert (first.line, second.line) == (7, 9)


# Marks


def test_a_mark_ends_what_it_marks() -> None:
    """The sentence before it is the rule; the next one begins behind it."""
    statement = task("One. <!-- rule: first --> Two; <!-- rule: second --> three. <!-- not a rule -->")

    assert [(rule.id, rule.sentence) for rule in statement.rules] == [("first", "One."), ("second", "Two;")]
    assert statement.unmarked == ()


def test_a_mark_speaks_for_one_sentence_only() -> None:
    """What stands before the sentence on the same line still owes its own."""
    assert due("One. Two. <!-- rule: second -->") == ["One."]


def test_several_rules_stand_on_one_sentence() -> None:
    """In one mark with commas, or in two marks."""
    statement = task("One. <!-- rule: a, b --> <!-- rule: c -->")

    assert ids(statement) == ["a", "b", "c"]
    assert {rule.sentence for rule in statement.rules} == {"One."}


def test_a_row_is_marked_within_its_last_cell() -> None:
    """Its sentence is the row, without the mark."""
    statement = task("| a | b |\n| --- | --- |\n| `x` | 404 <!-- rule: no-x --> |\n| y | 200 |\n<!-- not a rule -->")

    assert [(rule.id, rule.sentence) for rule in statement.rules] == [("no-x", "`x` | 404")]
    assert statement.unmarked == ()


@pytest.mark.parametrize("block", ["One. Two.", "- one\n- two", "```text\ncode\n```"])
def test_a_mark_on_its_own_line_speaks_for_the_block_above(block: str) -> None:
    """A paragraph, a list, a code block."""
    statement = task(f"{block}\n\n<!-- rule: whole-block -->\n\nAfter.")

    assert ids(statement) == ["whole-block"]
    assert [sentence.text for sentence in statement.unmarked] == ["After."]


def test_a_mark_within_an_item_speaks_for_the_item() -> None:
    """Indented like its text, with all sentences of it."""
    statement = task("- one\n- Two. Three.\n  <!-- rule: item -->\n- four")

    assert [(rule.id, rule.sentence) for rule in statement.rules] == [("item", "Two. Three.")]
    assert [sentence.text for sentence in statement.unmarked] == ["one", "four"]


def test_what_carries_a_mark_keeps_it() -> None:
    """A block's mark speaks for the rest of it."""
    statement = task("One. <!-- rule: one --> Two.\n<!-- not a rule -->")

    assert (ids(statement), statement.unmarked, statement.slips) == (["one"], (), ())


def test_other_comments_are_no_marks() -> None:
    """An editor's comment changes nothing."""
    statement = task("One. <!-- markdownlint-disable --> Two. <!-- TODO -->\n\n<!-- prettier-ignore -->")

    assert [sentence.text for sentence in statement.unmarked] == ["One.", "Two."]
    assert statement.slips == ()


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("One. <!-- rule: Not_An_Id -->", "the mark `rule: Not_An_Id` cannot be read"),
        ("One. <!-- rule -->", "the mark `rule` cannot be read"),
        ("One. <!-- rule: a,, b -->", "the mark `rule: a,, b` cannot be read"),
        ("One. <!-- not rule -->", "the mark `not rule` cannot be read"),
        ("One. <!-- rule: a; not judged -->", "the mark `rule: a; not judged` cannot be read"),
        ("One. <!-- rule: a -->\n\nTwo. <!-- rule: a -->", "`a` is marked 2 times"),
        ("One. <!-- rule: a --> <!-- not a rule -->", "a sentence is marked as a rule and as none"),
        ("One.\n\n<!-- rule: a --> Two.", "a mark begins a line, and marks nothing"),
        ("<!-- rule: a -->", "a mark begins a line, and marks nothing"),
        ("One. <!-- rule: a --> Two. <!-- not judged: a -->", "`a` is not judged, but students are not told"),
        (
            "One.\n\n## Notes\n\n- It. <!-- not judged: b -->",
            "`b` is not judged, but no sentence is marked as that rule",
        ),
    ],
)
def test_a_mark_that_says_nothing_is_told(text: str, fact: str) -> None:
    """Misspelled, doubled, misplaced: each is named."""
    assert fact in [slip.fact for slip in task(text).slips]


def test_a_rule_is_not_judged_when_students_are_told_behind_the_tasks() -> None:
    """The closing list is where the author says so."""
    statement = task("One. <!-- rule: a -->\n\n## What is not judged\n\n- The one. <!-- not judged: a -->")

    assert [rule.judged for rule in statement.rules] == [False]
    assert (statement.slips, statement.unmarked) == ((), ())


# What students see


def test_students_read_no_marks() -> None:
    """A statement without its marks is what it was before they were put in."""
    text = "One. <!-- rule: a, b -->\n\n| x |\n| --- |\n| y <!-- not judged: a --> |\n<!-- not a rule -->\n\n<!-- kept -->\n"

    assert without_marks(text) == "One.\n\n| x |\n| --- |\n| y |\n\n\n<!-- kept -->\n"


def test_no_paper_that_leaves_the_course_holds_a_mark(marked: AuditCourse, tmp_path: Path) -> None:
    """Neither the handout, nor a started folder, nor what is shown."""
    write_handout(Course(marked.root), tmp_path / "kit")
    start(exercise_of(marked), tmp_path / "mine")
    papers = [*(tmp_path / "kit").rglob("*.md"), *(tmp_path / "mine").rglob("*.md")]

    shown = CliRunner().invoke(app, ["--course", str(marked.root), "show", "totals"]).stdout

    assert len(papers) == 7
    assert not [text for text in (shown, *(path.read_text("utf-8") for path in papers)) if "<!--" in text]


def test_a_terminal_shows_no_comment_of_a_statement() -> None:
    """Also a comment that is no mark is no text."""
    file = io.StringIO()

    Console(file=file, width=80).print(Markdown("One. <!-- TODO: say more -->\n\n<!-- later -->\n"))

    assert file.getvalue().split() == ["One."]


# Coverage on paper


def test_an_exercise_without_marks_owes_nothing(tmp_path: Path) -> None:
    """Exercises can be marked one by one; what waits is counted."""
    found = coverage(AuditCourse(tmp_path))

    assert (found.is_marked, found.problems) == (False, ())
    assert (len(found.sentences_without_id), len(found.checks_without_id)) == (5, 2)


def test_a_marked_exercise_knows_who_judges_and_who_breaks_each_rule(marked: AuditCourse) -> None:
    """Rejected answers by name, mutants by id, in the order of the statement."""
    found = coverage(marked)

    assert found.problems == ()
    assert [(rule.id, rule.judged_by, rule.broken_by) for rule in found.rules] == [
        ("large-ones-count", ("test_total",), ("totals.py:total:drop-condition:*",)),
        ("boundary-counts", ("test_total",), ("rejected_without_least",)),
        ("sum-by-shop", ("test_query",), ("totals.py:sql-group:*",)),
        ("largest-first", ("test_query",), ("rejected_smallest_first",)),
    ]


BROKEN = {
    "a sentence without a mark": (
        *("README.md", "for SQLite. <!-- not a rule -->", "for SQLite."),
        "no mark: `QUERY` is one statement for SQLite.",
    ),
    "a sentence of another language": (
        *("README.zh.md", "。<!-- rule: large", "。再写一句。<!-- rule: large"),
        "no mark: `total(numbers, least)` 返回不小于 `least` 的数之和。",
    ),
    "a rule that nobody breaks": (ANSWERS, 'breaks = ["boundary-counts"]\n', "", "nobody breaks `boundary-counts`"),
    "a rule that no check judges": (
        *(CHECKS, ', "boundary-counts")', ")"),
        "no check judges `boundary-counts`",
    ),
    "a check that judges nothing": (CHECKS, JUDGES_QUERY, "", "`test_query` judges no rule"),
    "an unknown rule of a check": (
        *(CHECKS, '"sum-by-shop"', '"sum-by-shop", "sums"'),
        "`test_query` judges `sums`, which no sentence is marked as",
    ),
    "an unknown rule of an answer": (
        *(ANSWERS, '["boundary-counts"]', '["boundary-counts", "bounds"]'),
        "rejected_without_least: breaks `bounds`, which no sentence is marked as",
    ),
    "an answer that fails another check": (
        *(ANSWERS, '["boundary-counts"]', '["boundary-counts", "sum-by-shop"]'),
        "rejected_without_least: breaks `sum-by-shop`, but fails no check that judges it",
    ),
    "a rule missing in another language": (
        *("README.zh.md", "large-ones-count, boundary", "boundary"),
        "`large-ones-count` of README.md is marked nowhere",
    ),
    "a rule more in another language": (
        *("README.zh.md", "large-ones-count", "large-ones-count, more"),
        "`more` is marked in no sentence of README.md",
    ),
    "another order": (
        *("README.zh.md", "sum-by-shop, largest-first", "largest-first, sum-by-shop"),
        "`largest-first` stands where README.md has `sum-by-shop`",
    ),
    "a check without points": (
        *("checks/test_examples.py", "def test_the", f"{JUDGES_TOTAL}def test_the"),
        "`test_the_example` judges rules, but takes no points for them",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_falls_short_on_paper_is_a_finding(marked: AuditCourse, name: str) -> None:
    """Each kind is named by the audit's part `rules`, without a grading, and has a way out."""
    file, old, new, fact = BROKEN[name]
    marked.change(file, old, new)

    report = marked.audit(Part.RULES).exercises[0]

    assert fact in [finding.fact for finding in report.findings]
    assert all(finding.hint and finding.part is Part.RULES for finding in report.findings)
    assert report.gradings == 0


def test_what_is_not_judged_needs_no_cover_and_is_the_same_in_every_language(marked: AuditCourse) -> None:
    """Told in one language only it is a finding; a check must not judge it."""
    marked.change("README.md", FIRST, f"{FIRST} <!-- rule: one-line -->")
    readme = marked.path("README.md")
    closing = "\n## What is not judged\n\n- Whether it stands on one line. <!-- not judged: one-line -->\n"
    readme.write_text(readme.read_text("utf-8") + closing, encoding="utf-8")
    marked.change("README.zh.md", "最大的在前。", "最大的在前。<!-- rule: one-line -->")

    facts = [problem.fact for problem in coverage(marked).problems]

    assert facts == ["`one-line` is told as not judged in one statement only"]


def test_a_rule_that_is_not_judged_is_judged_by_nobody(marked: AuditCourse) -> None:
    """Students are never told what is not so."""
    for name in ("README.md", "README.zh.md"):
        text = marked.path(name).read_text("utf-8")
        marked.path(name).write_text(
            text + "\n## Not judged\n\n- The order. <!-- not judged: largest-first -->\n", "utf-8"
        )

    facts = [problem.fact for problem in coverage(marked).problems]

    assert facts == [
        "`test_query` judges `largest-first`, which students are told is not judged",
        "rejected_smallest_first: breaks `largest-first`, which students are told is not judged",
    ]


@pytest.mark.parametrize(
    ("written", "fact"),
    [
        ("@pytest.mark.judges()", "the mark `judges` of `test_query` cannot be read"),
        ("@pytest.mark.judges(1)", "the mark `judges` of `test_query` cannot be read"),
        ("@pytest.mark.judge('a')", "there is a mark `judge` that checks do not have"),
    ],
)
def test_a_mark_of_a_check_that_cannot_be_read_is_a_problem(marked: AuditCourse, written: str, fact: str) -> None:
    """The compiler says so, as of all marks."""
    marked.change(CHECKS, JUDGES_QUERY, written + "\n")

    assert fact in [problem.fact for problem in validate_exercise(exercise_of(marked))]


def test_an_id_in_answers_toml_has_the_form_of_one() -> None:
    """What cannot be an id is refused with its place."""
    raw = b'[rejected_a]\nfails = ["test_a"]\nbreaks = ["Not An Id"]\nwhy = "why"\n'

    with pytest.raises(ExerciseError, match=r"rejected_a\.breaks\[0\]: expected the id of a rule"):
        decode_answers(raw, "answers.toml")


# Evidence


def test_a_marked_exercise_is_audited_green(marked: AuditCourse) -> None:
    """Every rule is broken by somebody who loses points for it, and the report counts them."""
    report = marked.audit(Part.FORMAT, Part.ANSWERS, Part.RULES, Part.MUTANTS).exercises[0]

    assert report.findings == ()
    assert report.rules is not None
    assert (report.rules.all, report.rules.covered, report.rules.not_judged) == (4, 4, 0)


def test_a_mutant_that_loses_no_check_of_its_rule_is_a_finding(marked: AuditCourse) -> None:
    """It is killed, but by a check that judges another rule."""
    marked.change(ANSWERS, 'breaks = ["sum-by-shop"]', 'breaks = ["sum-by-shop", "boundary-counts"]')

    finding = only(marked.findings(Part.RULES, Part.MUTANTS))

    assert re.fullmatch(
        r"the mutant `totals.py:sql-group:\S+` breaks `boundary-counts`, and yet passes `test_total`", finding.fact
    )
    assert "-QUERY" in finding.detail


def test_a_named_mutant_runs_through_all_checks(marked: AuditCourse) -> None:
    """The first check that it loses ends the grading of another mutant, and need not judge the rule."""
    text = marked.path(CHECKS).read_text("utf-8")
    first = re.search(r"@pytest.mark.task\(1\).*?(?=\n\n\n@pytest)", text, re.S)
    assert first is not None
    check = first[0].replace("points(6)", "points(3)")
    again = check.replace("test_total", "test_again").replace(JUDGES_TOTAL, '@pytest.mark.judges("boundary-counts")\n')
    sooner = check.replace(JUDGES_TOTAL, '@pytest.mark.judges("large-ones-count")\n')
    marked.change(CHECKS, first[0], f"{sooner}\n\n\n{again}")
    marked.change(ANSWERS, 'fails = ["test_total"]', 'fails = ["test_total", "test_again"]')
    entry = '\n[[mutant]]\nid = "totals.py:total:compare:>=->>:*"\nbreaks = ["boundary-counts"]\nwhy = "the boundary"\n'
    answers = marked.path(ANSWERS)
    answers.write_text(answers.read_text("utf-8") + entry, encoding="utf-8")

    findings = marked.findings(Part.RULES, Part.MUTANTS)

    assert findings == []


def test_a_missing_statement_ends_no_audit(marked: AuditCourse) -> None:
    """It is told once, and the answers are graded all the same."""
    marked.path("README.zh.md").unlink()

    report = marked.audit(Part.FORMAT, Part.ANSWERS, Part.RULES).exercises[0]

    assert [finding.where for finding in report.findings] == [f"{ID}/README.zh.md"]
    assert report.gradings > 1


def test_an_entry_that_means_no_mutant_is_a_finding(marked: AuditCourse) -> None:
    """A reference that has changed leaves no cover behind that is none."""
    marked.change(ANSWERS, "sql-group", "sql-grouping")

    finding = only(marked.findings(Part.RULES))

    assert finding.fact == "`totals.py:sql-grouping:*` breaks `sum-by-shop`, but there is no such mutant"


# The command


def run(course: AuditCourse, *words: str) -> tuple[int, str]:
    """The exit code and stdout of `grade rules`."""
    result = CliRunner().invoke(app, ["--course", str(course.root), "rules", *words])
    return result.exit_code, result.stdout


def test_the_command_lists_each_rule_with_its_cover(marked: AuditCourse) -> None:
    """A green exercise ends with 0."""
    code, words = run(marked, "totals")

    assert code == 0
    assert "4 rules, 4 of 4 covered, 0 not judged" in words
    assert "judged by test_total; broken by rejected_without_least" in words


def test_the_command_lists_what_is_missing_and_ends_with_3(marked: AuditCourse) -> None:
    """Sentences without a mark, rules without cover, checks that judge none."""
    for name in ("a sentence without a mark", "a rule that nobody breaks", "a check that judges nothing"):
        marked.change(*BROKEN[name][:3])

    code, words = run(marked, "totals")

    assert code == 3
    for title in ("Sentences without a mark", "Rules that are not covered", "Checks that judge no rule"):
        assert title in words


def test_the_command_says_of_an_unmarked_exercise_what_waits(tmp_path: Path) -> None:
    """It owes nothing, so the code is 0."""
    assert run(AuditCourse(tmp_path)) == (0, f"{ID}  none marked yet; 5 sentences and 2 checks wait for an id\n")


def test_the_command_prints_json(marked: AuditCourse) -> None:
    """One document for each exercise, with everything that the table shows."""
    code, words = run(marked, "--json")

    (document,) = json.loads(words)
    assert (code, document["exercise"], document["is_marked"]) == (0, ID, True)
    assert document["rules"][1] == {
        "id": "boundary-counts",
        "sentence": TOTAL,
        "where": f"{ID}/README.md:7",
        "judged": True,
        "judged_by": ["test_total"],
        "broken_by": ["rejected_without_least"],
        "covered": True,
    }
    assert document["sentences_without_id"] == []


def test_the_command_lists_the_mutants_that_can_be_named(marked: AuditCourse) -> None:
    """By the ids that answers.toml takes."""
    code, words = run(marked, "totals", "--mutants")

    assert code == 0
    assert [line.split()[1] for line in words.splitlines()] == [
        mutant.id for mutant in mutants_of_reference(exercise_of(marked))
    ]


def test_a_new_exercise_owes_no_rules(tmp_path: Path) -> None:
    """What `grade new` writes has no marks yet."""
    new_exercise(tmp_path, ID)

    assert coverage_of(Course(tmp_path).load(ID)).problems == ()


MARKED = [id for id in Course.default().ids() if coverage_of(Course.default().load(id)).is_marked]


@pytest.mark.parametrize("id", MARKED)
def test_each_marked_exercise_of_the_course_is_covered(id: str) -> None:
    """Judged by a check and broken by somebody, or openly not judged."""
    assert coverage_of(Course.default().load(id)).problems == ()
