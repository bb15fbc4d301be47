"""What an audit keeps for the next one: taken only while nothing that has a hand in it has changed."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.audit.auditor import AuditPlan, audit_course
from grader.audit.findings import CourseReport, Part
from grader.audit.kept import KeptResults, cache_folder, circumstances
from grader.audit.trials import Key
from grader.cli import app
from grader.course import Course, Exercise
from grader.judge.plugin import DEFAULT_OPTIONS, RunOptions
from grader.model import Isolation, Level, Result, State
from tests.audit_course import ID, AuditCourse
from tests.samples import a_check, a_result

HERE = Isolation(level=Level.STRONG, detail="as seen")


@pytest.fixture
def course(tmp_path: Path) -> AuditCourse:
    """A sound course."""
    return AuditCourse(tmp_path / "course")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where results are kept; it is not there yet."""
    return tmp_path / "cache" / "audit"


def exercise_of(course: AuditCourse) -> Exercise:
    """The exercise as it is now."""
    return Course(course.root).load(ID)


def some_results(
    exercise: Exercise, options: RunOptions = DEFAULT_OPTIONS, result: Result | None = None
) -> dict[Key, Result]:
    """One result, as if it had been graded."""
    return {(ID, exercise.digest, "sha256:a", 1, options): result or a_result(exercise=ID)}


def keep(folder: Path, exercise: Exercise, known: dict[Key, Result], under: str = "now") -> Path:
    """Keep results as an audit does; return the file."""
    kept = KeptResults(folder, under)
    kept.read([exercise])
    kept.write(exercise, known)
    return next(folder.iterdir())


def audited(course: AuditCourse, folder: Path | None, *parts: Part) -> CourseReport:
    """Audit the exercise, with what is kept in a folder."""
    plan = AuditPlan(exercises=(ID,), parts=frozenset(parts), seeds=2, workers=1)
    return audit_course(Course(course.root), plan, folder=folder)


# What is kept


def test_what_was_kept_is_read_again(course: AuditCourse, folder: Path) -> None:
    """A result comes back as it was."""
    exercise = exercise_of(course)
    known = some_results(exercise)
    keep(folder, exercise, known)

    assert KeptResults(folder, "now").read([exercise]) == known


def test_other_circumstances_void_everything(course: AuditCourse, folder: Path) -> None:
    """A change of the grader, or of a library, leaves nothing."""
    exercise = exercise_of(course)
    keep(folder, exercise, some_results(exercise), under="before")

    assert KeptResults(folder, "now").read([exercise]) == {}


@pytest.mark.parametrize("change", ["edited", "added", "renamed"])
def test_a_change_anywhere_in_the_grader_is_another_circumstance(tmp_path: Path, change: str) -> None:
    """Every file of the package counts, by its name and its text; what Python compiled of it does not."""
    source = tmp_path / "part" / "module.py"
    (source.parent / "__pycache__").mkdir(parents=True)
    source.write_text("x = 1\n", encoding="utf-8")
    before = circumstances(HERE, tmp_path)
    (source.parent / "__pycache__" / "module.pyc").write_bytes(b"")
    assert circumstances(HERE, tmp_path) == before

    match change:
        case "edited":
            source.write_text("x = 2\n", encoding="utf-8")
        case "added":
            (tmp_path / "page.html").write_text("", encoding="utf-8")
        case _:
            source.rename(source.with_name("other.py"))

    assert circumstances(HERE, tmp_path) != before


def test_a_library_of_another_version_is_another_circumstance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is installed has a hand in every result."""
    before = circumstances(HERE, tmp_path)
    installed = tmp_path / "libraries" / "something-1.0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: something\nVersion: 1.0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(installed.parent))

    assert circumstances(HERE, tmp_path / "nothing") != before


def test_another_level_is_another_circumstance(tmp_path: Path) -> None:
    """What one level lets pass another may not."""
    levels = {circumstances(Isolation(level=level), tmp_path) for level in Level}

    assert len(levels) == len(Level)


@pytest.mark.parametrize("name", ["checks/test_totals.py", "exercise.toml", "reference/totals.py"])
def test_another_exercise_or_reference_voids_its_results(course: AuditCourse, folder: Path, name: str) -> None:
    """The checks judge, and the reference is asked who is to blame."""
    keep(folder, exercise_of(course), some_results(exercise_of(course)))
    path = course.path(name)
    path.write_text(path.read_text("utf-8") + "\n# changed\n", encoding="utf-8")

    assert KeptResults(folder, "now").read([exercise_of(course)]) == {}


def test_an_exercise_that_was_edited_meanwhile_keeps_nothing(course: AuditCourse, folder: Path) -> None:
    """Results of a reference as it was are not written down as those of the new one."""
    exercise = exercise_of(course)
    kept = KeptResults(folder, "now")
    kept.read([exercise])
    course.change("reference/totals.py", "sum(", "sum (")

    kept.write(exercise, some_results(exercise))

    assert not folder.exists()


@pytest.mark.parametrize(
    "content", [b"", b"rubbish", zlib.compress(b"rubbish"), zlib.compress(b"\x83\xa1a\x01\xa1b\x02\xa1c\x03")]
)
def test_a_file_that_cannot_be_read_holds_nothing(course: AuditCourse, folder: Path, content: bytes) -> None:
    """Whatever is wrong with it, the exercise is graded, and the file replaced."""
    exercise = exercise_of(course)
    known = some_results(exercise)
    file = keep(folder, exercise, known)
    file.write_bytes(content)

    assert KeptResults(folder, "now").read([exercise]) == {}
    assert keep(folder, exercise, known) == file
    assert KeptResults(folder, "now").read([exercise]) == known


def test_a_folder_that_others_can_write_to_holds_nothing(course: AuditCourse, folder: Path) -> None:
    """Results that somebody else may have written are neither read nor added to."""
    exercise = exercise_of(course)
    file = keep(folder, exercise, some_results(exercise))
    before = file.read_bytes()
    folder.chmod(0o777)

    assert KeptResults(folder, "now").read([exercise]) == {}
    KeptResults(folder, "now").write(exercise, {})
    assert file.read_bytes() == before


def test_only_their_user_can_read_them(course: AuditCourse, folder: Path) -> None:
    """They hold feedback on hidden checks."""
    exercise = exercise_of(course)
    file = keep(folder, exercise, some_results(exercise))

    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    assert [*folder.iterdir()] == [file]


@pytest.mark.parametrize(
    ("options", "state"), [(RunOptions(order_seed=3), State.PASSED), (DEFAULT_OPTIONS, State.TIMED_OUT)]
)
def test_what_luck_may_have_had_a_hand_in_is_not_kept(
    course: AuditCourse, folder: Path, options: RunOptions, state: State
) -> None:
    """Gradings that are to show determinism are done each time, and so is what ran out of time."""
    exercise = exercise_of(course)
    keep(folder, exercise, some_results(exercise, options, a_result(a_check(state=state))))

    assert KeptResults(folder, "now").read([exercise]) == {}


# From one audit to the next


def test_nothing_is_graded_twice(course: AuditCourse, folder: Path) -> None:
    """The second audit finds the same and grades nothing; it says how many results it kept, and their time."""
    course.change("accepted_loop/totals.py", "if not number < least", "if number > least")
    first = audited(course, folder, Part.ANSWERS, Part.LIARS)

    second = audited(course, folder, Part.ANSWERS, Part.LIARS)

    assert second.exercises[0].findings == first.exercises[0].findings != ()
    assert (first.kept.gradings, second.work.checks) == (0, 0)
    assert second.kept.gradings == second.exercises[0].gradings == first.exercises[0].gradings
    assert second.kept.seconds > 0


def test_what_is_kept_makes_no_check_deterministic(course: AuditCourse, folder: Path) -> None:
    """A check that asks the clock is found by the second audit too."""
    words = '"numbers from least on must be added, least itself among them"'
    course.change("checks/test_totals.py", words, "str(__import__('time').time_ns())")
    first, second = (audited(course, folder, Part.DETERMINISM, Part.ANSWERS) for _ in range(2))

    assert second.kept.gradings > 0
    assert "twice with the same seed comes out differently" in second.exercises[0].findings[0].fact
    assert second.exercises[0].findings == first.exercises[0].findings


def test_an_audit_without_a_folder_keeps_nothing(course: AuditCourse, folder: Path) -> None:
    """Neither is anything read nor written."""
    audited(course, None, Part.ANSWERS)

    assert not folder.exists()


# The command


def grade(course: AuditCourse, *words: str) -> dict[str, object]:
    """What the command prints as JSON."""
    words = ("--only", "answers", "--workers", "1", "--json", *words)
    result = CliRunner().invoke(app, ["--course", str(course.root), "audit", *words])
    document: dict[str, object] = json.loads(result.stdout)
    return document


def test_the_command_keeps_results_unless_all_is_to_be_graded(
    course: AuditCourse, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--fresh` takes nothing of what is kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    grade(course)

    again, fresh = grade(course), grade(course, "--fresh")

    assert again["work"] == {"forks": 0, "loads": 0, "checks": 0, "seconds": 0.0}
    assert fresh["kept"] == {"gradings": 0, "seconds": 0.0}


def test_results_are_kept_in_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By the rules of the desktop: a path that is not absolute counts for nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    own = cache_folder()
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")

    assert own.is_relative_to(tmp_path)
    assert cache_folder().is_relative_to(Path.home() / ".cache")
