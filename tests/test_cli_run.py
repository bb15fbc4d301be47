"""Commands that grade: run, watch, class, and the doctor."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from grader import classroom
from grader.cli import app, doctor
from grader.cli.class_command import _beside
from grader.cli.run import exit_code_of, show
from grader.course import Course, new_exercise, write_handout
from grader.errors import SandboxUnavailable
from grader.model import CheckResult, ClassResults, Fault, Isolation, Level, Outcome, Row, State
from grader.model import Result as Graded
from grader.report.document import from_json
from grader.sandbox import levels, selftest

ID, OTHER = "04-routing/02-converters", "05-forms/03-files"
NONE = ("--level", "none")  # wherever tests run, this level is there


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of two exercises; nothing changes it."""
    root = tmp_path_factory.mktemp("course")
    new_exercise(root, ID)
    new_exercise(root, OTHER)
    return Course(root)


@pytest.fixture(scope="module")
def kit(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The handout of that course."""
    root = tmp_path_factory.mktemp("kit")
    write_handout(course, root)
    return Course(root)


def grade(*words: str | Path, course: Course | None = None) -> Result:
    """Type a command."""
    before = ["--course", str(course.root)] if course else []
    return CliRunner().invoke(app, [*before, *map(str, words)], prog_name="grade")


def grade_apart(*words: str | Path, course: Course) -> subprocess.CompletedProcess[str]:
    """Type a command in a process of its own: at `none` the judge runs in it, and pytest in pytest is no test."""
    return subprocess.run(_command(course, *words), capture_output=True, text=True, timeout=200)


def _command(course: Course, *words: str | Path) -> list[str]:
    # A shell that runs the tests in the background has Ctrl-C ignored, and hands that down.
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from grader.cli import app; app(sys.argv[1:], prog_name='grade')"
    )
    return [sys.executable, "-W", "error", "-c", code, "--course", str(course.root), *map(str, words)]


def answer(course: Course, name: str) -> Path:
    """Return the folder of an answer to the first exercise."""
    return course.solutions_folder / ID / name


# Run


@pytest.fixture(scope="module")
def full_marks(course: Course, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """A run of the reference, with JSON and a page."""
    page = tmp_path_factory.mktemp("page") / "page.html"
    words = ("run", ID, answer(course, "reference"), *NONE, "--seed", "7", "--json", "--html", page)
    return grade_apart(*words, course=course), page


def test_full_marks_are_code_0(full_marks: tuple[Any, Path]) -> None:
    """The reference gets all points."""
    run, _ = full_marks

    assert run.returncode == 0, run.stderr


def test_run_prints_one_document(full_marks: tuple[Any, Path]) -> None:
    """`--json` puts a result of the contract, and nothing else, on stdout."""
    run, _ = full_marks

    result = from_json(Graded, run.stdout)

    assert (result.exercise, result.score, result.seed) == (ID, 10, 7)
    assert result.isolation.level is Level.NONE


def test_run_writes_a_page(full_marks: tuple[Any, Path]) -> None:
    """`--html` writes one self-contained page and says where it is."""
    run, page = full_marks

    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert f"The page is in {page}\n" in run.stderr


def test_points_lost_are_code_1(kit: Course) -> None:
    """The starter earns nothing; a student of a handout reads how many examples hold."""
    run = grade_apart("run", ID, kit.exercises_folder / ID / "starter", *NONE, course=kit)

    assert run.returncode == 1, run.stderr
    assert "0 of 2 examples." in run.stdout


def test_a_handout_runs_the_examples(course: Course, kit: Course) -> None:
    """All examples hold: ready is no mark, and that is said."""
    run = grade_apart("run", ID, answer(course, "reference"), *NONE, course=kit)

    assert run.returncode == 0, run.stderr
    assert "2 of 2 examples.\nReady: every example holds. The hidden checks have not run" in run.stdout


def test_a_refused_submission_is_code_1(course: Course, tmp_path: Path) -> None:
    """Nothing was run, and the reason names the file."""
    (tmp_path / "main.py").write_text("")

    run = grade_apart("run", ID, tmp_path, *NONE, course=course)

    assert run.returncode == 1
    assert "`app.py` is missing" in run.stdout


def test_a_broken_check_is_code_3(tmp_path: Path) -> None:
    """The author is to blame: not graded, and never a zero."""
    new_exercise(tmp_path, ID)
    broken = Course(tmp_path)
    (checks,) = (path for path in (broken.exercises_folder / ID / "checks").iterdir() if "example" not in path.name)
    text = checks.read_text(encoding="utf-8").replace("for name in draw", "1 / 0\n    for name in draw")
    checks.write_text(text, encoding="utf-8")

    run = grade_apart("run", ID, answer(broken, "reference"), *NONE, "--json", course=broken)

    assert run.returncode == 3, run.stderr
    assert from_json(Graded, run.stdout).outcome is Outcome.NOT_GRADED


@pytest.mark.parametrize(
    "words",
    [
        ("run", ID, "nowhere"),
        ("run", "nosuch", "."),
        ("run", ID, ".", "--html", "nowhere/page.html"),
        ("watch", "./no"),
    ],
)
def test_what_is_not_there_is_found_out_before_a_jail_is_made(
    course: Course, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """A wrong word costs no waiting."""
    monkeypatch.setattr("grader.sandbox.levels.Opening", lambda *_, **__: pytest.fail("a jail was made"))

    assert grade(*words, course=course).exit_code == 2


def test_no_jail_is_code_4_with_a_way_out(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that gives nothing leads to the doctor."""

    def nothing(*_: object, **__: object) -> None:
        raise SandboxUnavailable("this machine does not isolate", hint="`grade doctor` says what it gives")

    monkeypatch.setattr("grader.sandbox.levels.Opening", nothing)

    result = grade("run", ID, answer(course, "reference"), course=course)

    assert result.exit_code == 4
    assert "hint: `grade doctor`" in result.stderr


def _result(outcome: Outcome, *states: State) -> Graded:
    checks = tuple(
        CheckResult(id=f"test_{number}", title="A title", task=1, state=state, points=0, max_points=1, detail="SECRET")
        for number, state in enumerate(states)
    )
    return Graded(
        exercise=ID,
        submission_digest="",
        exercise_digest="",
        grader_version="0",
        isolation=Isolation(level=Level.STRONG),
        seed=1,
        outcome=outcome,
        score=0,
        max_score=1,
        checks=checks,
    )


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (_result(Outcome.PASSED, State.PASSED), 0),
        (_result(Outcome.FAILED, State.FAILED), 1),
        (replace(_result(Outcome.REFUSED), fault=Fault.STUDENT), 1),
        (replace(_result(Outcome.NOT_GRADED, State.PASSED, State.BROKEN), fault=Fault.AUTHOR), 3),
        (replace(_result(Outcome.NOT_GRADED), fault=Fault.GRADER), 4),
    ],
)
def test_an_outcome_is_an_exit_code(result: Graded, code: int) -> None:
    """The student's, the author's and our fault have codes of their own."""
    assert exit_code_of(result) == code


def test_authors_notes_stay_out_of_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """`detail` is in the documents only."""
    show(_result(Outcome.FAILED, State.FAILED))

    assert "SECRET" not in capsys.readouterr().out


# Watch


@pytest.fixture
def work(course: Course, tmp_path: Path) -> Path:
    """A folder with the starter of the first exercise."""
    (tmp_path / "app.py").write_bytes(course.load(ID).starter()["app.py"])
    return tmp_path


class Session:
    """`grade watch` in a terminal of its own."""

    def __init__(self, course: Course, *words: str | Path) -> None:
        import pty

        self._ours, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "100"}
        command = _command(course, "watch", *words)
        self._process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)
        self._read = ""

    def press(self, key: str) -> None:
        """Press a key."""
        os.write(self._ours, key.encode())

    def wait_for(self, words: str) -> str:
        """Return what came up to these words, since the last wait."""
        import select

        deadline = time.monotonic() + 100
        while words not in self._read:
            ready, _, _ = select.select([self._ours], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"`{words}` was not said in time, but: {self._read}"
            self._read += os.read(self._ours, 4096).decode(errors="replace").replace("\r\n", "\n")
        before, _, self._read = self._read.partition(words)
        return before

    def end(self) -> int:
        """Wait for its end and return its exit code."""
        return self._process.wait(30)

    def kill(self) -> None:
        """End it, if it has not ended."""
        self._process.kill()
        self._process.wait()
        os.close(self._ours)


@pytest.fixture
def session(kit: Course, work: Path) -> Iterator[Session]:
    """A session that has graded the starter once."""
    session = Session(kit, ID, work, *NONE)
    session.wait_for("0 of 2 examples.")
    session.wait_for("q quit\n")
    yield session
    session.kill()


on_unix = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


@on_unix
def test_keys_do_what_they_say(session: Session) -> None:
    """h gives a hint, and a plainer one the next time; l lists the checks; others tell which there are."""
    for key, expected in (("h", "(hint 1 of "), ("h", "(hint 2 of "), ("l", "✗ failed "), ("x", "r run ")):
        session.press(key)
        session.wait_for(expected)
        session.wait_for("q quit\n")


@on_unix
def test_a_save_and_r_run_the_checks_again(session: Session, work: Path, course: Course) -> None:
    """A save names the file that changed."""
    (work / "app.py").write_bytes((answer(course, "reference") / "app.py").read_bytes())

    assert "app.py changed: running" in session.wait_for("2 of 2 examples.")
    session.wait_for("q quit\n")
    session.press("r")
    session.wait_for("2 of 2 examples.")


@on_unix
def test_q_ends_with_the_code_of_the_last_result(session: Session) -> None:
    """Points were lost, so the code is 1."""
    session.press("q")

    assert session.end() == 1


# Class


@pytest.fixture(scope="module")
def graded_class(course: Course, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """A class of two: one with the reference, one with an empty folder, and a folder that fits nothing."""
    folder = tmp_path_factory.mktemp("classes") / "spring"
    (folder / "ada" / ID).mkdir(parents=True)
    (folder / "ada" / ID / "app.py").write_bytes((answer(course, "reference") / "app.py").read_bytes())
    (folder / "bob" / OTHER).mkdir(parents=True)
    (folder / "bob" / "notes").mkdir()
    return grade("class", folder, "--workers", "1", *NONE, course=course), folder


def test_a_class_that_was_graded_is_code_0(graded_class: tuple[Any, Path]) -> None:
    """Whatever was earned: the class as a whole was graded."""
    assert graded_class[0].exit_code == 0, graded_class[0].stderr


def test_a_class_is_a_table_on_stdout(graded_class: tuple[Any, Path]) -> None:
    """Students by exercises; what was refused has its reason, and unknown folders are listed."""
    table = graded_class[0].stdout

    assert "ada" in table
    assert "10/20" in table
    assert "`app.py` is missing" in table
    assert "Unknown folders, not graded: bob/notes" in table


def test_a_class_is_written_beside_its_folder(graded_class: tuple[Any, Path]) -> None:
    """Without `--out` the results lie in FOLDER-results, and stderr says so."""
    result, folder = graded_class
    out = folder.with_name("spring-results")

    assert {path.name for path in out.iterdir()} >= {"results.json", "gradebook.csv", "report.html"}
    assert f"Written to {out}" in result.stderr
    assert "2 of 2 graded" in result.stderr


@pytest.mark.parametrize(("folder", "out"), [("class", "class-results"), ("a/b/", "a/b-results")])
def test_results_go_beside_the_folder(folder: str, out: str) -> None:
    """The name of the folder, and `-results`."""
    assert _beside(Path(folder)) == Path(out)


def test_results_of_this_folder_go_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`.` has a name too."""
    (tmp_path / "spring").mkdir()
    monkeypatch.chdir(tmp_path / "spring")

    assert _beside(Path()) == tmp_path / "spring-results"


@pytest.fixture
def one_submission(tmp_path: Path) -> Path:
    """A class's folder with one submission."""
    (tmp_path / "class/ada" / ID).mkdir(parents=True)
    return tmp_path / "class"


def fake_run(monkeypatch: pytest.MonkeyPatch, *graded: Graded, **fields: Any) -> None:
    """Let a class come to these results without grading."""
    rows = tuple(Row(student="ada", result=result) for result in graded)
    results = ClassResults(grader_version="0", isolation=Isolation(level=Level.STRONG), rows=rows, **fields)
    monkeypatch.setattr(classroom, "run", lambda *_, **__: results)


def test_something_not_graded_is_code_4(course: Course, one_submission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One submission without a score, and CI does not take the class for done."""
    failed = replace(_result(Outcome.NOT_GRADED), fault=Fault.GRADER)
    fake_run(monkeypatch, _result(Outcome.PASSED, State.PASSED), failed)

    assert grade("class", one_submission, course=course).exit_code == 4


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--strict",), 1)])
@pytest.mark.parametrize("odd", ["refused", "unknown", "needs_a_look"])
def test_a_strict_class_ends_with_1_if_anything_needs_a_look(
    course: Course, one_submission: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, odd: str
) -> None:
    """CI may ask for it; without the option an odd hand-in changes no code."""
    refused = replace(_result(Outcome.REFUSED), fault=Fault.STUDENT)
    fake_run(
        monkeypatch,
        refused if odd == "refused" else _result(Outcome.PASSED, State.PASSED),
        unknown_folders=("x",) if odd == "unknown" else (),
        needs_a_look=("`x` is a link.",) if odd == "needs_a_look" else (),
    )

    assert grade("class", one_submission, *words, course=course).exit_code == code


def test_a_strict_class_that_is_well_is_code_0(
    course: Course, one_submission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Points lost are no reason to look."""
    fake_run(monkeypatch, _result(Outcome.FAILED, State.FAILED))

    assert grade("class", one_submission, "--strict", course=course).exit_code == 0


def test_a_class_for_machines(course: Course, one_submission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--json` prints the document that results.json holds."""
    fake_run(monkeypatch, _result(Outcome.PASSED, State.PASSED))

    printed = grade("class", one_submission, "--json", course=course).stdout

    assert from_json(ClassResults, printed).rows[0].student == "ada"


def test_an_interrupted_class_says_how_to_go_on(
    course: Course, one_submission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C is code 130, and what is done is kept."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(classroom, "run", interrupted)

    result = grade("class", one_submission, course=course)

    assert result.exit_code == 130
    assert "the same command goes on from there" in result.stderr


@pytest.mark.parametrize("words", [("nowhere",), (".", "--level", "none", "--require-level", "strong")])
def test_a_class_that_cannot_be_is_a_usage_error(
    course: Course, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No such folder, or levels that contradict each other."""
    monkeypatch.chdir(tmp_path)

    assert grade("class", *words, course=course).exit_code == 2


@on_unix
def test_ctrl_c_leaves_no_traceback(course: Course, work: Path) -> None:
    """An interrupted `watch` ends at once, with code 130."""
    process = subprocess.Popen(
        _command(course, "watch", ID, work, *NONE),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    first = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate(timeout=60)

    assert "running the checks" in first
    assert process.returncode == 130
    assert "Traceback" not in talk


# Doctor


def _observed(level: Level, *, given: bool) -> selftest.Observation:
    lines = (
        selftest.Line(attack="fork", stopped=given, required=True, seen="OSError: [Errno 1] No"),
        selftest.Line(attack="see a file", stopped=False, required=False, seen="6"),
    )
    return selftest.Observation(level=level, detail="details", reason="" if given else "not stopped: fork", lines=lines)


def diagnose(monkeypatch: pytest.MonkeyPatch, *given: Level, as_json: bool = False) -> Result:
    """Ask the doctor about a machine that gives these levels."""
    monkeypatch.setattr(levels, "observe", lambda level: _observed(level, given=level in given))
    return grade("doctor", *(["--json"] if as_json else []))


def test_the_doctor_goes_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each attack on each level: whether it was stopped, and what was seen."""
    result = diagnose(monkeypatch, Level.LANDLOCK)

    text = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert "strong: not given not stopped: fork ✗ not stopped fork it worked: OSError: [Errno 1] No" in text
    assert "landlock: given details ✓ stopped fork No – not covered see a file it worked: 6" in text


def test_the_doctor_says_how_to_raise_a_level(monkeypatch: pytest.MonkeyPatch) -> None:
    """Advice is given only where something is missing."""
    assert "To raise it" in diagnose(monkeypatch, Level.LANDLOCK).stdout
    assert "To raise it" not in diagnose(monkeypatch, Level.STRONG, Level.LANDLOCK).stdout


def test_the_doctor_knows_what_stands_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the kernel's settings tell the cause, the advice is the command that changes it."""
    monkeypatch.setattr(doctor, "_setting", lambda path: "1" if "apparmor" in path else "")

    advice = json.loads(diagnose(monkeypatch, as_json=True).stdout)["advice"]

    assert any("sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0" in line for line in advice)
    assert any(line.startswith("for `landlock`") for line in advice)


def test_a_machine_without_any_level_is_code_4(monkeypatch: pytest.MonkeyPatch) -> None:
    """CI can stop right there; the words say what is left."""
    result = diagnose(monkeypatch)

    assert result.exit_code == 4
    assert "This machine gives: none" in result.stdout


def test_the_doctor_for_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--json` holds the best level and every line."""
    found = json.loads(diagnose(monkeypatch, Level.STRONG, Level.LANDLOCK, as_json=True).stdout)

    assert found["level"] == "strong"
    assert found["levels"][0]["lines"][0]["attack"] == "fork"


def test_elsewhere_than_on_linux_the_doctor_attacks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No jail is started where none can be; the advice leads to Linux."""
    monkeypatch.setattr(doctor, "is_linux", lambda: False)
    monkeypatch.setattr(levels, "observe", lambda level: pytest.fail("a jail was started"))

    result = grade("doctor")

    assert result.exit_code == 4
    assert "To raise it grade in a Linux virtual machine" in " ".join(result.stdout.split())
