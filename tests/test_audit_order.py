"""The checks of a mutant: which come first, learned from those that killed its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from grader.audit.killers import Killers, waves
from grader.audit.mutants import Mutants
from grader.audit.mutation import Mutant
from grader.audit.trials import Trial
from grader.course import Course
from grader.grading.grader import Grader
from grader.grading.prepare import prepare
from grader.judge.plugin import RunOptions
from grader.model import Outcome, State
from grader.submission import from_files
from tests.audit_course import ID, AuditCourse
from tests.samples import a_check, a_failed_check, a_result


def a_mutant(line: int, file: str = "app.py") -> Mutant:
    """A mutant of a line."""
    return Mutant(id=f"{file}:{line}", file=file, line=line, content=b"", diff="")


def lost(*checks: str) -> Killers:
    """Killers that heard of these checks, lost by mutants of the lines 10, 20 and so on."""
    killers = Killers()
    for place, check in enumerate(checks, start=1):
        killers.hear(a_mutant(10 * place), a_result(a_check(id="test_well"), a_failed_check(id=check)))
    return killers


def test_what_killed_the_nearest_neighbour_comes_first() -> None:
    """A change near another is likely to be seen by the same check."""
    killers = lost("test_a", "test_b", "test_c")

    assert killers.of(a_mutant(21)) == ("test_b", "test_c", "test_a")


def test_another_file_tells_least() -> None:
    """What killed a mutant of another file comes after all that killed in this one."""
    killers = lost("test_a", "test_b")
    killers.hear(a_mutant(22, "page.html"), a_result(a_failed_check(id="test_page")))

    assert killers.of(a_mutant(21)) == ("test_b", "test_a", "test_page")


def test_a_check_that_waited_for_another_killed_nothing() -> None:
    """A skipped check is not asked first."""
    killers = Killers()

    killers.hear(a_mutant(1), a_result(a_failed_check(id="test_a"), a_failed_check(id="test_b", state=State.SKIPPED)))

    assert killers.of(a_mutant(1)) == ("test_a",)


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 100])
def test_each_mutant_is_in_one_wave(count: int) -> None:
    """No mutant is left out, and none is graded twice."""
    mutants = [a_mutant(line) for line in range(count)]

    graded = [mutant for wave in waves(mutants) for mutant in wave]

    assert sorted(graded, key=lambda mutant: mutant.line) == mutants


def test_the_first_wave_is_spread_over_the_lines() -> None:
    """Each part of a file is known of before the many are graded."""
    first = next(waves([a_mutant(line) for line in range(100)]))

    assert {mutant.line // 25 for mutant in first} == {0, 1, 2, 3}


def test_a_later_wave_is_asked_by_what_killed_the_first(tmp_path: Path) -> None:
    """The order is learned, and the same whichever result came first."""
    mutants = Mutants(Course(AuditCourse(tmp_path).root).load(ID), [1, 2, 3], None)
    first = [*mutants.trials()]
    assert {trial.options.first for trial in first} == {()}

    later = [trial for heard in first for trial in heard.then(a_result(a_failed_check(id="test_query")))]

    assert later
    assert {trial.options.first for trial in later} == {("test_query",)}


def test_every_mutant_is_graded_until_it_is_settled(tmp_path: Path) -> None:
    """Survivors are graded under all seeds, whichever wave they are in."""
    mutants = Mutants(Course(AuditCourse(tmp_path).root).load(ID), [1, 2, 3], None)

    def graded(trials: Iterator[Trial]) -> Iterator[Trial]:
        for trial in trials:
            yield trial
            yield from graded(iter(trial.then(a_result(a_check(id="test_total")))))

    seeds = [trial.seed for trial in islice(graded(mutants.trials()), 1_000)]
    figures = mutants.figures()

    assert figures.graded == figures.all == len(figures.survivors)
    assert seeds.count(1) == seeds.count(2) == seeds.count(3) == figures.all


@pytest.mark.parametrize(("first", "asked"), [((), "test_total"), (("test_query", "test_gone"), "test_query")])
def test_the_check_named_first_ends_a_grading(
    tmp_path: Path, strong_grader: Grader, first: tuple[str, ...], asked: str
) -> None:
    """Of a submission that loses every check only the first one is asked; it is lost in any order."""
    exercise = Course(AuditCourse(tmp_path).root).load(ID)
    wrong = from_files(
        {"totals.py": b"QUERY = ''\ndef total(numbers, least): return None\n"}, wanted=prepare(exercise).roles
    )

    result = strong_grader.grade_submission(exercise, wrong, seed=1, options=RunOptions(stops_early=True, first=first))

    assert result.outcome is Outcome.FAILED
    assert [check.id for check in result.checks if check.state is not State.SKIPPED] == [asked]


def test_what_a_check_needs_comes_before_it(tmp_path: Path, strong_grader: Grader) -> None:
    """A check that is to be first still comes after those without which it means nothing."""
    course = AuditCourse(tmp_path)
    marks = "@pytest.mark.task(2)\n"
    course.change("checks/test_totals.py", marks, f'{marks}@pytest.mark.needs("test_total")\n')
    exercise = Course(course.root).load(ID)
    files = from_files(exercise.answer_files("reference"), wanted=prepare(exercise).roles)

    result = strong_grader.grade_submission(exercise, files, seed=1, options=RunOptions(first=("test_query",)))

    assert result.outcome is Outcome.PASSED
