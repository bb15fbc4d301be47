"""The informed liar: what it knows, how it chooses, what it earns, and which checks it shows to be constant."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest

from grader.audit.findings import InformedFigures, Part
from grader.audit.informed_program import INFORMED
from grader.audit.knowledge import constant_checks, packed, sessions_of
from grader.audit.liar_programs import exec_in_template
from grader.course import Course
from grader.grading.grader import open_grader
from grader.grading.pool import Pool
from grader.judge.plugin import RunOptions
from grader.judge.records import Record
from grader.model import Level, Result
from grader.protocol import frames
from grader.submission import from_files
from tests.audit_course import ID, AuditCourse
from tests.conftest import require_level

SEEDS = 10


@pytest.fixture
def course(tmp_path: Path) -> AuditCourse:
    return AuditCourse(tmp_path)


def asked(value: object, *args: object, check: str = "test_x", runs_code: bool = True, name: str = "f") -> Record:
    question = frames.Ask(id=0, name=name, source="", args=list(args), kwargs={})
    return Record(
        check=check, case=check, runs_code=runs_code, asked=question, answered=frames.Answer(id=0, value=value)
    )


def got(path: str, body: bytes, **headers: str) -> Record:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": ""}
    answer = frames.Response(id=0, status="200 OK", headers=list(headers.items()), body=body)
    question = frames.Request(id=0, app=0, environ=environ, body=b"")
    return Record(check="test_page", case="test_page", runs_code=True, asked=question, answered=answer)


# Constants


def test_a_check_whose_answers_never_change_is_constant() -> None:
    """Whatever it was asked; one whose answers change is not."""
    runs = [[asked([1, 2], n), asked(n, n, check="test_y")] for n in range(3)]

    assert constant_checks(runs, runs[0]) == {"test_x"}


def test_a_page_that_changes_in_a_header_is_not_constant() -> None:
    """Status, headers and body all are the answer."""
    runs = [[got("/", b"", location=f"/{n}")] for n in range(3)]

    assert constant_checks(runs, runs[0]) == set()


def test_what_changes_under_one_seed_tells_nothing() -> None:
    """A signature or a time is no answer to what was drawn."""
    runs = [[got("/", b"home", cookie=f"signed at {n}")] for n in range(3)]

    assert constant_checks(runs, [got("/", b"home", cookie="signed later")]) == {"test_page"}


@pytest.mark.parametrize(
    "value", ["s=eyJ9.{}AAAAA.0123456789abcdefghijklmnopq; Path=/", "Sun, 0{} Nov 2026 10:00:00 GMT"]
)
def test_signatures_and_dates_tell_nothing_even_where_two_gradings_agree(value: str) -> None:
    """The clock is no answer to what was drawn."""
    runs = [[got("/", b"home", header=value.format(n))] for n in range(3)]

    assert constant_checks(runs, runs[0]) == {"test_page"}


def test_another_number_of_questions_is_another_answer() -> None:
    """A check that asks on depends on what it heard, or on what was drawn."""
    assert constant_checks([[asked(1)], [asked(1), asked(1)]], [asked(1)]) == set()


def test_a_clean_jail_is_no_knowledge() -> None:
    """Files are the same under every seed, and nobody lies about them."""
    runs = [[asked("text", runs_code=False)]] * 3

    assert constant_checks(runs, runs[0]) == set()
    assert sessions_of(runs[0]) == []


def test_what_a_clean_jail_says_of_what_the_program_left_is_an_answer() -> None:
    """The program said nothing new, and what it wrote was another thing."""
    runs = [[asked(None), asked(n, runs_code=False)] for n in range(3)]

    assert constant_checks(runs, runs[0]) == set()


# How it chooses


def liar(way: str, *runs: list[Record]) -> Callable[..., Any]:
    """Return what a liar says: of a probe the value, of a request the body as it crosses."""
    space: dict[str, Any] = {}
    exec(compile(INFORMED.format(way=way, table=packed(runs)), "<liar>", "exec"), space)

    def say(record: Record) -> Any:
        question = {name: getattr(record.asked, name) for name in record.asked.__struct_fields__}
        kind = "ask" if isinstance(record.asked, frames.Ask) else "request"
        reply = json.loads(json.dumps(space["reply"]({**question, "kind": kind, "id": 7})))
        assert reply["id"] == 7
        return reply.get("value", reply.get("body"))

    return say


def test_a_table_knows_the_very_same_question_and_no_other() -> None:
    """By name and arguments."""
    say = liar("table", [asked("one", 1), asked("two", 2)])

    assert [say(asked(None, 2)), say(asked(None, 3)), say(asked(None, 2, name="g"))] == ["two", None, None]


def test_a_table_tells_equal_questions_apart_by_what_came_before() -> None:
    """The first answer to the first, the second to the second."""
    say = liar("table", [asked([]), asked(None, "x", name="add"), asked(["x"])])

    assert [say(asked(None)), say(asked(None, "x", name="add")), say(asked(None))] == [[], None, ["x"]]


def test_the_nearest_question_is_answered() -> None:
    """By the parts in which two questions differ."""
    say = liar("nearest", [asked("far", "b", 99), asked("near", "a", 12)])

    assert say(asked(None, "a", 13)) == "near"


def test_a_question_of_the_same_shape_is_answered() -> None:
    """By the kinds of its parts and their number, whatever they hold."""
    say = liar("shape", [asked("a list of two", [1, 2]), asked("a text", "1")])

    assert say(asked(None, [8, 9])) == "a list of two"


def test_what_an_answer_repeats_of_its_arguments_is_said_with_those_of_now() -> None:
    """Whole values and words inside of texts, at any depth; numbers that look alike keep their place."""
    say = liar("copies", [asked({"shown": "<User ada>", "titles": ["x9", "ada"], "count": 2}, "ada", "x9", 2)])

    assert say(asked(None, "bob", "ada", 5)) == {"shown": "<User bob>", "titles": ["ada", "bob"], "count": 5}


def test_a_page_is_never_copied() -> None:
    """Who repeats the right words of a request has done what a page is for."""
    say = liar("copies", [got("/hello/ada", b"ada")])

    assert say(got("/hello/bob", b"")) == "YWRh"


def test_a_liar_of_too_many_runs_knows_fewer() -> None:
    """Its file is one that an intake takes."""
    import random

    rng = random.Random(1)
    runs = [[asked(rng.randbytes(20_000).hex())] for _ in range(20)]

    assert len(packed(runs)) <= 200 * 1024
    assert 10 * len(packed(runs, 10)) <= 800 * 1024


# What it earns


def informed(course: AuditCourse, **options: Any) -> InformedFigures:
    require_level(Level.STRONG)
    figures = course.audit(Part.INFORMED, seeds=SEEDS, **options).exercises[0].informed
    assert figures is not None
    return figures


def test_knowing_earns_nothing_where_something_is_worked_out(course: AuditCourse) -> None:
    """Sums of what was drawn are in nobody's table."""
    figures = informed(course)

    assert (figures.earned, figures.constants, figures.runs) == (0, (), SEEDS)


def test_a_few_values_are_soon_known(course: AuditCourse) -> None:
    """A check that draws one of two numbers is no proof to who has seen both: a finding, which says by what."""
    course.change("checks/test_totals.py", "least = rng.randint(10, 90)", "least = 10 if rng.random() < 0.5 else 20")
    course.change("checks/test_totals.py", "rng.randint(1, least - 1), rng.randint(least + 1, 100)", "9, 99")

    report = course.audit(Part.DETERMINISM, Part.INFORMED, seeds=20)

    assert [finding.fact for finding in report.exercises[0].findings if "earns `test_total` (" in finding.fact]


def test_an_answer_that_is_repeated_is_copied(course: AuditCourse) -> None:
    """A probe that gives back what it was given is believed without the work."""
    course.change(
        "checks/test_totals.py", "    return [total(numbers, least) for numbers, least in calls]", "    return calls"
    )
    course.change(
        "checks/test_totals.py", "assert totals_of(jail, calls) == sums", "assert totals_of(jail, calls) == calls"
    )

    (finding,) = course.findings(Part.INFORMED, seeds=SEEDS)

    assert "earns `test_total` (copies)" in finding.fact


def test_a_constant_that_is_worth_much_is_a_finding(course: AuditCourse) -> None:
    """What is asked is drawn, and the right answer is not."""
    course.change("checks/test_totals.py", "sums.append(least + large)", "sums.append(0)")
    course.change(
        "checks/test_totals.py", "for numbers, least in calls]", "for numbers, least in calls[:0]] + [0, 0, 0]"
    )

    report = course.audit(Part.INFORMED, seeds=SEEDS).exercises[0]

    assert report.informed is not None
    assert (report.informed.constants, report.informed.constant_points) == (("test_total",), 6)
    assert report.informed.beyond == 0
    assert [finding.fact for finding in report.findings] == [
        "checks whose right answer never changes are worth 6 points, more than 2: `test_total`"
    ]


def test_what_the_statement_fixes_is_named_and_not_counted(course: AuditCourse) -> None:
    """An entry of answers.toml says so, and is itself wrong where the answer changes."""
    entry = '[[constants]]\ncheck = "test_query"\nwhy = "no: it is drawn"\n\n'
    course.change("answers.toml", "[rejected_hard_coded]", f"{entry}[rejected_hard_coded]")

    assert [finding.fact for finding in course.findings(Part.INFORMED, seeds=SEEDS)] == [
        "answers.toml says that the answer to `test_query` is fixed, but it changes from seed to seed"
    ]


def test_few_seeds_say_nothing_of_constants(course: AuditCourse) -> None:
    """What was the same twice may change the third time."""
    course.change(
        "checks/test_totals.py", "for numbers, least in calls]", "for numbers, least in calls[:0]] + [0, 0, 0]"
    )
    course.change("checks/test_totals.py", "sums.append(least + large)", "sums.append(0)")

    assert course.findings(Part.INFORMED, seeds=3) == []


def test_the_gradings_of_determinism_are_those_that_are_recorded(course: AuditCourse) -> None:
    """Both parts together cost a grading for each way to lie beyond determinism alone."""
    require_level(Level.STRONG)
    alone = course.audit(Part.DETERMINISM, seeds=3).exercises[0].gradings

    assert course.audit(Part.DETERMINISM, Part.INFORMED, seeds=3).exercises[0].gradings == alone + 4


# Records


def test_records_are_what_crossed_and_no_part_of_a_result(course: AuditCourse) -> None:
    """Only where they are wanted, once, and the result is the same."""
    require_level(Level.STRONG)
    loaded = Course(course.root)
    exercise = loaded.load(ID)
    with open_grader(Level.STRONG, environment=loaded.manifest.environment) as grader:
        submission = from_files(exercise.answer_files("reference"), wanted=grader.prepared(exercise).roles)
        plain = grader.grade_submission(exercise, submission, seed=1)
        nothing = grader.records()
        with_records = grader.grade_submission(exercise, submission, seed=1, options=RunOptions(records=True))
        records = grader.records()
        again = grader.records()

    assert (nothing, again) == ((), ())
    assert {record.check for record in records} == {"test_total", "test_query"}
    assert all(isinstance(record.answered, frames.Answer) for record in records)
    assert type(with_records) is Result
    assert [check.state for check in plain.checks] == [check.state for check in with_records.checks]


def test_a_pool_hands_records_to_who_asked_for_them(course: AuditCourse) -> None:
    """They come with the result, and never by themselves."""
    from grader.grading.jobs import GradingJob
    from grader.grading.prepare import prepare
    from grader.grading.recorded import RecordedResult

    require_level(Level.STRONG)
    exercise = Course(course.root).load(ID)
    submission = from_files(exercise.answer_files("reference"), wanted=prepare(exercise).roles)
    with Pool(course.root, level=Level.STRONG, workers=1) as pool:
        pool.add(
            GradingJob.of(submission, number=number, exercise=ID, seed=1, options=RunOptions(records=bool(number)))
            for number in range(2)
        )
        kinds = {job.number: type(result) for job, result in pool.results()}

    assert kinds == {0: Result, 1: RecordedResult}


# Where a student hands in templates alone


def test_a_template_is_a_program_too() -> None:
    """What a liar of templates does is done when one is rendered."""
    template = jinja2.Environment().from_string(exec_in_template('raise LookupError("{{ it \\"ran\\" }}")'))

    with pytest.raises(LookupError, match="ran"):
        template.render()
