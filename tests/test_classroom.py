"""A class: found, graded in parallel, resumed, and finished whatever is killed meanwhile."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader import classroom
from grader.course import Course
from grader.errors import UsageError
from grader.model import ClassResults, Level, Outcome
from grader.report.class_table import show_class
from grader.report.document import to_json, without_costs
from tests.conftest import require_level
from tests.hostile import target

EXERCISE = target.EXERCISE
RIGHT = target.SOLUTION_FILE.read_bytes()
HALF = RIGHT.replace(b"[::-1]", b"")
STUDENTS = ("ada", "barbara", "edsger", "grace", "tony")


@pytest.fixture(autouse=True)
def _strong() -> None:
    require_level(Level.STRONG)


@pytest.fixture
def course() -> Course:
    return Course(target.COURSE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, student in enumerate(STUDENTS):
        hand_in(tmp_path / "class", student, RIGHT if number % 2 == 0 else HALF)
    return tmp_path / "class"


DUE = {student: 10 if number % 2 == 0 else 5 for number, student in enumerate(STUDENTS)}


def hand_in(folder: Path, student: str, source: bytes) -> None:
    place = folder / student / EXERCISE / "app.py"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(source)


def grade(course: Course, folder: Path, **options: Any) -> ClassResults:
    plan = classroom.plan(course, folder)
    options = {"level": Level.STRONG, "workers": 2, "seed": 1, **options}
    return classroom.run(course, plan, out=folder.with_name("results"), **options)


def scores(results: ClassResults) -> dict[str, int]:
    return {row.student: row.result.score for row in results.rows}


# Finding


def test_unknown_folders_are_listed_not_ignored(course: Course, folder: Path) -> None:
    """What is no exercise of the course, at any depth, is named."""
    for name in ("ada/99-hostile/02-other", "ada/notes", "grace/99-hostile", "nobody"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "list.txt").touch()

    plan = classroom.plan(course, folder)

    assert plan.unknown_folders == ("ada/99-hostile/02-other", "ada/notes", "list.txt", "nobody")
    assert {job.student for job in plan.jobs} == set(STUDENTS)


def test_an_archive_is_a_submission_too(course: Course, folder: Path) -> None:
    """STUDENT/TOPIC/EXERCISE.zip counts as STUDENT/TOPIC/EXERCISE."""
    import zipfile

    place = folder / "hedy" / f"{EXERCISE}.zip"
    place.parent.mkdir(parents=True)
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("app.py", RIGHT)

    assert scores(grade(course, folder))["hedy"] == 10


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_a_class_is_an_error_of_use(course: Course, tmp_path: Path, name: str) -> None:
    """No folder, or nothing in it: the error says what is expected."""
    (tmp_path / "empty").mkdir()

    with pytest.raises(UsageError) as refused:
        classroom.plan(course, tmp_path / name)

    assert "STUDENT/TOPIC/EXERCISE" in refused.value.hint


# Grading


def test_a_class_is_graded_and_written_down(course: Course, folder: Path) -> None:
    """Scores are right, and the three documents say the same."""
    results = grade(course, folder)

    assert scores(results) == DUE
    out = folder.with_name("results")
    document = json.loads((out / "results.json").read_text())
    assert {row["student"]: row["result"]["score"] for row in document["rows"]} == DUE
    rows = list(csv.DictReader((out / "gradebook.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {row["student"]: int(row[f"{EXERCISE} (10)"]) for row in rows} == DUE
    assert 'href="report/index.html"' in (out / "report.html").read_text()
    assert "ada" in (out / "report" / "index.html").read_text()


def test_a_folder_of_somebody_elses_in_the_reports_place_is_told_before_anything_is_graded(
    course: Course, folder: Path
) -> None:
    """It stays as it is, and no time is lost."""
    theirs = folder.with_name("results") / "report" / "thesis.tex"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("years of work")

    with pytest.raises(UsageError, match="is in the way"):
        grade(course, folder)

    assert [path.name for path in theirs.parents[1].rglob("*")] == ["report", "thesis.tex"]


def test_two_runs_with_one_seed_differ_in_durations_only(course: Course, folder: Path) -> None:
    """Reports can be compared byte for byte, times aside."""
    documents = []
    for _ in range(2):
        documents.append(json.loads(to_json(grade(course, folder))))
        (folder.with_name("results") / "journal.jsonl").unlink()

    first, second = (json.dumps(without_costs(document), indent=1).splitlines() for document in documents)
    assert first == second


def test_a_refused_submission_loses_its_own_points_only(course: Course, folder: Path) -> None:
    """A file that breaks a rule is told to its student; the class goes on."""
    os.rename(folder / "ada" / EXERCISE / "app.py", folder / "ada" / EXERCISE / "other.txt")

    results = grade(course, folder)

    (refused,) = (row.result for row in results.rows if row.student == "ada")
    assert (refused.outcome, refused.score) == (Outcome.REFUSED, 0)
    assert "other.txt" in refused.message
    assert scores(results) == {**DUE, "ada": 0}


def one_student(tmp_path: Path, source: bytes = RIGHT) -> Path:
    """Return a class of one."""
    hand_in(tmp_path / "class", "ada", source)
    return tmp_path / "class"


def test_every_student_folder_is_a_row(course: Course, tmp_path: Path) -> None:
    """In the table, the gradebook, the page and the document, also where nothing could be graded."""
    folder = one_student(tmp_path)
    (folder / "barbara").mkdir()

    results = grade(course, folder, workers=1)

    out = folder.with_name("results")
    assert results.students == ("ada", "barbara")
    assert results.needs_a_look == ("`barbara` handed in nothing that can be graded.",)
    rows = list(csv.DictReader((out / "gradebook.csv").read_text("utf-8-sig").splitlines()))
    assert [row["student"] for row in rows] == ["ada", "barbara"]
    assert "barbara" in (out / "report" / "index.html").read_text()
    table = io.StringIO()
    show_class(results, table, 100)
    assert "Needs a look: `barbara` handed in nothing" in table.getvalue()


def test_a_module_that_was_handed_in_and_not_used_is_named(course: Course, tmp_path: Path) -> None:
    """The student reads that the file came, and why it is missing all the same."""
    folder = one_student(tmp_path, b"import helpers\n" + RIGHT)
    (folder / "ada" / EXERCISE / "helpers.py").write_bytes(b"")

    (row,) = grade(course, folder, workers=1).rows

    assert row.result.ignored == ("helpers.py",)
    assert "`helpers.py` was handed in, but this exercise does not use it" in row.result.checks[0].message


def test_what_was_understood_is_told_also_when_it_is_resumed(course: Course, tmp_path: Path) -> None:
    """The notes are those of this hand-in, not of an earlier one of the same files."""
    folder = one_student(tmp_path)
    grade(course, folder, workers=1, seed=None)
    place = folder / "ada" / EXERCISE
    os.rename(place / "app.py", place / "app (1).py")
    seen: list[classroom.ClassProgress] = []

    (row,) = grade(course, folder, workers=1, seed=None, on_progress=seen.append).rows

    assert seen[-1].resumed == 1
    assert row.result.notes == ("`app (1).py` was taken as `app.py`.",)


# Going on


def test_the_name_of_a_hand_in_in_a_download_is_kept(course: Course, tmp_path: Path) -> None:
    """Feedback finds its way back by it."""
    hand_in(tmp_path / "class", "ada", RIGHT)
    name = "Ada_310_assignsubmission_file"
    found = classroom.plan(course, tmp_path / "class")
    plan = replace(found, jobs=tuple(replace(job, handed_in_as=name) for job in found.jobs))

    results = classroom.run(course, plan, out=tmp_path / "results", level=Level.STRONG, workers=1, seed=1)

    assert [row.handed_in_as for row in results.rows] == [name]


def test_what_is_done_is_not_graded_again(course: Course, folder: Path) -> None:
    """The second run finds all results in the journal."""
    first = grade(course, folder, seed=None)
    seen: list[classroom.ClassProgress] = []

    second = grade(course, folder, seed=None, on_progress=seen.append)

    assert seen[-1].resumed == len(STUDENTS)
    assert second == first


def test_what_changed_is_graded_again(course: Course, folder: Path) -> None:
    """A new file, and only that, makes a new result."""
    grade(course, folder)
    hand_in(folder, "barbara", RIGHT)
    seen: list[classroom.ClassProgress] = []

    results = grade(course, folder, on_progress=seen.append)

    assert seen[-1].resumed == len(STUDENTS) - 1
    assert scores(results) == {**DUE, "barbara": 10}


def test_an_interrupted_class_goes_on_where_it_was(course: Course, folder: Path) -> None:
    """Ctrl-C saves what is done; the next run does the rest."""

    def interrupt(progress: classroom.ClassProgress) -> None:
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(course, folder, on_progress=interrupt)
    saved = json.loads((folder.with_name("results") / "results.json").read_text())
    seen: list[classroom.ClassProgress] = []

    results = grade(course, folder, on_progress=seen.append)

    assert len(saved["rows"]) == 2
    assert seen[-1].resumed == 2
    assert scores(results) == DUE


def test_a_torn_journal_loses_its_torn_line_only(course: Course, folder: Path) -> None:
    """A power cut in the middle of a line costs that line."""
    grade(course, folder)
    journal = folder.with_name("results") / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-100])
    seen: list[classroom.ClassProgress] = []

    results = grade(course, folder, on_progress=seen.append)

    assert seen[-1].resumed == len(STUDENTS) - 1
    assert scores(results) == DUE


# Pulling the plug


def processes_below(pid: int) -> dict[int, str]:
    """Process ids below one and their command lines."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found[int(child)] = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
        found |= processes_below(int(child))
    return found


def is_worker(command: str) -> bool:
    return "multiprocessing.spawn" in command


def victims(kind: str) -> list[int]:
    """Processes of a kind, among those below this one."""
    mine = processes_below(os.getpid())
    workers = [pid for pid, command in mine.items() if is_worker(command) and "grader.sandbox.server" not in command]
    servers = [pid for pid, command in mine.items() if "grader.sandbox.server" in command]
    parents = {pid: int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1]) for pid in mine}
    outermost = [pid for pid in servers if parents[pid] not in servers]
    zygotes = [pid for pid in servers if parents[pid] in outermost]
    top = [pid for pid in workers if parents[pid] not in workers]
    return {
        "worker": top,
        "judge": [pid for pid in workers if parents[pid] in workers],
        "server": outermost,
        "jail": [pid for pid in servers if parents[pid] in zygotes],
    }[kind]


@pytest.mark.parametrize("kind", ["server", "judge", "jail", "worker"])
def test_killing_any_process_costs_nobody_a_point(
    course: Course, folder: Path, kind: str, slow_submissions: Callable[[], None]
) -> None:
    """kill -9 in the middle of a class: it finishes, and every score is right."""
    slow_submissions()
    killed: list[int] = []
    done = threading.Event()

    def kill_one() -> None:
        while not killed and not done.wait(0.02):
            with contextlib.suppress(OSError):  # what we looked at has just ended
                for pid in victims(kind)[-1:]:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

    killer = threading.Thread(target=kill_one)

    def start(progress: classroom.ClassProgress) -> None:
        if progress.done == 1:
            killer.start()

    try:
        results = grade(course, folder, on_progress=start)
    finally:
        done.set()
        killer.join()

    assert killed
    assert scores(results) == DUE, [(row.student, row.result.message, row.result.checks) for row in results.rows]


@pytest.fixture
def slow_submissions(folder: Path) -> Callable[[], None]:
    """Make every submission take a while, so that a killer meets it at work."""

    def slow() -> None:
        for place in folder.glob(f"*/{EXERCISE}/app.py"):
            place.write_bytes(b"import time\ntime.sleep(0.3)\n" + place.read_bytes())

    return slow
