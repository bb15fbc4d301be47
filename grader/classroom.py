"""A class: `FOLDER/<student>/<topic>/<exercise>`, graded in parallel, and never lost.

Plan, pool, keep, report.  A pool of workers takes every hand-in in (bytes and a digest), each in a process of its own,
so that a slow archive delays its owner only; what the journal already holds under the same circumstances is resumed, and
the pool grades the rest. Each result goes to the journal before
anything else happens with it: after Ctrl-C, a crash or a power cut the next run goes on where this one ended. A
submission that is *not graded* is tried again by the next run.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from grader import __version__, handins
from grader.analysis import signs
from grader.course import Course
from grader.errors import ExerciseError, UsageError
from grader.grading import results
from grader.grading.jobs import GradingJob, PackedFile, TakeInJob, TakenIn
from grader.grading.pool import Pool
from grader.handins import ClassFile, ClassPlan, HandIn
from grader.model import NOTHING_RAN, ClassResults, Level, Outcome, Result, ResultKey, Row
from grader.report import gradebook, site
from grader.report.document import to_json
from grader.sandbox.policy import course_modules
from grader.store.journal import Journal
from grader.store.secret import class_secret, seed_of
from grader.submission.names import show

_AHEAD = 16  # hand-ins of a download whose bytes wait for a worker

REPORT = "report"  # the folder of the report's pages; `report.html` beside it leads there


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassProgress:
    """One more submission is done; `resumed` of them were found in the journal."""

    done: int
    total: int
    resumed: int
    student: str
    exercise: str
    outcome: Outcome


def plan(course: Course, folder: Path, *, exercise: str = "", assignment: str = "", layout: str = "") -> ClassPlan:
    """Find the hand-ins in a class's folder or download, with what the class.toml beside it says.

    `exercise` or `assignment` is what the download is of. Raises `UsageError` when there is nothing there, or nothing
    that can be graded, and where class.toml or its roster is wrong.
    """
    book = handins.read_class(handins.beside(folder))
    _refuse_unknown(book, course)
    return handins.plan(course.ids(), folder, book=book, exercise=exercise, assignment=assignment, layout=layout)


def _refuse_unknown(book: ClassFile, course: Course) -> None:
    named = [part.id for assignment in book.spec.assignments for part in assignment.exercises]
    if unknown := [id for id in named if id not in course.ids()]:
        raise UsageError(f"class.toml names `{unknown[0]}`, which is not in the course", hint="`grade list` has them")


def run(
    course: Course,
    plan: ClassPlan,
    *,
    out: Path,
    level: Level | None = None,
    require: Level | None = None,
    workers: int | None = None,
    seed: int | None = None,
    on_progress: Callable[[ClassProgress], None] = lambda _: None,
) -> ClassResults:
    """Grade a class; write `results.json`, `gradebook.csv` and the report into `out`, beside the journal.

    Each submission has a seed of its own, made of its files and a secret that is drawn once for `out`; with
    `seed` all have that one. Whatever stops the run, what is done by then is kept and written down before the
    exception goes on. Raises `SandboxUnavailable`, and `UsageError` where `out` cannot be written.
    """
    _make_folder(out)
    with Journal(out / "journal.jsonl") as journal:
        grading = _ClassGrading(course, plan, journal, _seeder(out, seed), on_progress)
        try:
            with Pool(course.root, level=level, require=require, workers=workers) as pool:
                grading.grade(pool)
        finally:
            results = grading.results()
            if results.rows:
                write(results, out)
    return results


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise UsageError(
            f"`{out}` cannot be written: {error.strerror}", hint="name another folder: `--out DIR`"
        ) from None
    site.check_folder(out / REPORT)


def _seeder(out: Path, seed: int | None) -> Callable[[str, str], int]:
    """Return what gives a submission, by exercise and digest, its seed."""
    if seed is not None:
        return lambda _exercise, _digest: seed
    return partial(seed_of, class_secret(out / "class.secret"))


def write(results: ClassResults, out: Path) -> None:
    """Write the documents of a class and its report; each is replaced as a whole, or not at all."""
    _replace(out / "results.json", to_json(results))
    _replace(out / "gradebook.csv", gradebook.gradebook_csv(results), encoding="utf-8-sig")
    site.write_site(results, out / REPORT)
    _replace(out / "report.html", site.lead_page(results, REPORT))


def _replace(file: Path, text: str, encoding: str = "utf-8") -> None:
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, encoding=encoding, newline="")
    os.replace(fresh, file)


class _ClassGrading:
    """One run over a class: what was taken in, and what became of it."""

    def __init__(
        self,
        course: Course,
        plan: ClassPlan,
        journal: Journal,
        seed_for: Callable[[str, str], int],
        on_progress: Callable[[ClassProgress], None],
    ) -> None:
        self._course = course
        self._plan = plan
        self._journal = journal
        self._seed_for = seed_for
        self._on_progress = on_progress
        self._results: dict[int, Result] = {}
        self._looks = _Looks(course)
        self._resumed = 0

    def grade(self, pool: Pool) -> None:
        """Have everything taken in, resume what the journal holds, and have the rest graded."""
        numbers = range(len(self._plan.jobs))
        pool.add(self._take_in_job(number) for number in numbers if self._plan.jobs[number].path is not None)
        in_memory = (number for number in numbers if self._plan.jobs[number].path is None)
        pool.add(self._take_in_job(number) for number in islice(in_memory, _AHEAD))
        for job, answer in pool.results():
            if isinstance(job, TakeInJob) and job.files:
                pool.add(self._take_in_job(number) for number in islice(in_memory, 1))
            if isinstance(answer, TakenIn):
                self._go_on(job.number, answer, pool)
                continue
            if answer.graded:
                self._journal.add(self._plan.jobs[job.number].student, answer)
            self._record(job.number, answer)

    def _take_in_job(self, number: int) -> TakeInJob:
        hand_in = self._plan.jobs[number]
        no_seed = self._seed_for(hand_in.exercise, "")  # what stands in the result of what was never run
        return TakeInJob(
            number=number,
            exercise=hand_in.exercise,
            place=os.fsencode(hand_in.path) if hand_in.path is not None else b"",
            files=tuple(map(PackedFile.of, hand_in.files)),
            seed=no_seed,
        )

    def _go_on(self, number: int, taken: TakenIn, pool: Pool) -> None:
        """Resume what was graded before under the same circumstances, or have it graded next."""
        hand_in, submission, identity = self._plan.jobs[number], taken.submission, taken.identity
        self._looks.read(number, identity.id, submission.files)
        submission = replace(submission, notes=hand_in.notes + submission.notes)
        seed = self._seed_for(identity.id, submission.digest)
        key = ResultKey(
            student=hand_in.student,
            exercise=identity.id,
            submission_digest=submission.digest,
            exercise_digest=identity.digest,
            grader_version=__version__,
            level=pool.isolation.level,
        )
        found = self._journal.find(key, seed=seed)
        if found is None:
            pool.add([GradingJob.of(submission, number=number, exercise=identity.id, seed=seed)], first=True)
        else:
            self._resumed += 1
            self._record(number, results.taken_in(found, submission))

    def _record(self, number: int, result: Result) -> None:
        hand_in = self._plan.jobs[number]
        self._results[number] = result if result.notes else replace(result, notes=hand_in.notes)
        self._on_progress(
            ClassProgress(
                done=len(self._results),
                total=len(self._plan.jobs),
                resumed=self._resumed,
                student=hand_in.student,
                exercise=hand_in.exercise,
                outcome=result.outcome,
            )
        )

    def results(self) -> ClassResults:
        """Return what there is so far, in the order of the plan."""
        groups = _same_work(self._plan.jobs)
        done = [group for group in groups if self._results.keys() >= set(group)]
        rows = [self._row(group) for group in done]
        return ClassResults(
            grader_version=__version__,
            isolation=next((row.result.isolation for row in rows if row.result.isolation != NOTHING_RAN), NOTHING_RAN),
            planned=len(groups),
            rows=tuple(rows),
            unknown_folders=self._plan.unknown_folders,
            students=self._plan.students,
            needs_a_look=(
                *self._plan.needs_a_look,
                *self._looks.sentences(map(self._best, done), self._plan, self._results),
            ),
        )

    def _best(self, numbers: list[int]) -> int:
        return max(numbers, key=lambda number: (self._results[number].graded, self._results[number].score))

    def _row(self, numbers: list[int]) -> Row:
        """Return the row of hand-ins nobody can put in order: the better one counts, and says which it was."""
        best = self._best(numbers)
        hand_in, result = self._plan.jobs[best], self._results[best]
        if len(numbers) > 1:
            called = show(hand_in.called)
            note = f"Handed in {len(numbers)} times, and nothing tells which is later: the better one counts, {called}."
            result = replace(result, notes=(note, *result.notes))
        return Row(student=hand_in.student, result=result, handed_in_as=hand_in.handed_in_as)


class _Looks:
    """What an instructor should look at in the source of what was handed in (`grader.analysis.signs`)."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._signs: dict[int, tuple[signs.Sign, ...]] = {}
        self._without: dict[int, AbstractSet[str]] = {}
        self._exercises: dict[str, tuple[AbstractSet[str], AbstractSet[str]]] = {}
        self._modules = course_modules(course.manifest.environment)

    def read(self, number: int, exercise: str, files: Mapping[str, bytes]) -> None:
        """Read a submission's files."""
        self._signs[number] = signs.signs_of(files)
        about = self._of(exercise)[0]
        self._without[number] = about if not about & signs.modules_imported(files) else frozenset()

    def sentences(self, numbers: Iterable[int], plan: ClassPlan, results: Mapping[int, Result]) -> Iterator[str]:
        """Yield a sentence for each of these submissions that has something to look at."""
        for number in numbers:
            student, result = plan.jobs[number].student, results[number]
            constants = self._of(result.exercise)[1]
            found, without = self._signs.get(number, ()), self._without.get(number, frozenset())
            if words := signs.sentence(student, result, found, constants=constants, about=without):
                yield words

    def _of(self, id: str) -> tuple[AbstractSet[str], AbstractSet[str]]:
        """Return the libraries that an exercise is about, and its checks whose right answer never changes."""
        if id not in self._exercises:
            self._exercises[id] = self._read(id)
        return self._exercises[id]

    def _read(self, id: str) -> tuple[AbstractSet[str], AbstractSet[str]]:
        try:
            exercise = self._course.load(id)
            solutions = exercise.solutions()
            if solutions.reference is None:
                return frozenset(), frozenset()
            files = exercise.answer_files("reference")
        except ExerciseError:
            return frozenset(), frozenset()
        own = {name: text for name, text in files.items() if exercise.spec.files.is_student(name)}
        constants = {entry.check for entry in solutions.answers.constants}
        return signs.modules_imported(own) & self._modules, constants


def _same_work(jobs: Sequence[HandIn]) -> list[list[int]]:
    """Return the numbers of the jobs by row and exercise, in the order of the plan."""
    groups: dict[tuple[str, str], list[int]] = {}
    for number, job in enumerate(jobs):
        groups.setdefault((job.student, job.exercise), []).append(number)
    return list(groups.values())
