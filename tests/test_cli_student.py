"""What a student sees of the way through a course: what to do next, list, progress and handin."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from grader.cli import app, started
from grader.cli.onward import ways_on
from grader.cli.resolve import Target
from grader.cli.run import show
from grader.course import Course, new_exercise, remember, start, write_handout
from grader.model import Outcome, State
from grader.model import Result as Graded
from grader.report.html import result_page
from grader.submission.handin import Label, read_handin
from tests.samples import a_check, a_failed_check, a_refused, a_result

IDS = ["04-routing/02-converters", "04-routing/03-more", "05-forms/03-files"]
ID = IDS[0]
ZIP = "04-routing__02-converters.zip"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of three exercises, the last one after the first."""
    for id in IDS:
        new_exercise(tmp_path / "course", id)
    toml = tmp_path / "course/exercises" / IDS[2] / "exercise.toml"
    toml.write_text(toml.read_text().replace("after = []", f'after = ["{ID}"]'))
    return Course(tmp_path / "course")


@pytest.fixture
def kit(course: Course, tmp_path: Path) -> Course:
    """Its handout."""
    write_handout(course, tmp_path / "kit")
    return Course(tmp_path / "kit")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder, which is also where commands are typed."""
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    monkeypatch.delenv("GRADE_COURSE", raising=False)
    return tmp_path / "home"


def grade(*words: str | Path, course: Course) -> Result:
    """Type a command."""
    return CliRunner().invoke(app, ["--course", str(course.root), *map(str, words)], prog_name="grade")


def grade_apart(*words: str | Path, course: Course) -> subprocess.CompletedProcess[str]:
    """Type a command that runs checks, in a process of its own: pytest in pytest is no test."""
    code = "import sys; from grader.cli import app; app(sys.argv[1:], prog_name='grade')"
    command = [sys.executable, "-W", "error", "-c", code, "--course", str(course.root), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=200)


def graded(course: Course, id: str = ID, points: int = 10) -> Graded:
    """Return a run of all checks that earned so many of ten points."""
    check = a_check(points=points, max_points=10, state=State.PASSED if points == 10 else State.FAILED)
    return a_result(check, exercise=id, exercise_digest=course.load(id).digest)


def examples(course: Course, id: str = ID) -> Graded:
    """Return a run of the examples in which all hold."""
    check = a_check(points=0, max_points=0)
    return a_result(check, exercise=id, exercise_digest=course.load(id).digest, outcome=Outcome.PASSED)


def begun(course: Course, folder: Path, result: Graded | None = None, id: str = ID) -> Path:
    """Start an exercise in a folder, and let it remember a result."""
    start(course.load(id), folder)
    if result is not None:
        remember(folder, course.load(id), result)
    return folder


def ways(course: Course, result: Graded, path: Path = Path()) -> dict[str, str]:
    """Return the ways on from a result, by what they are for."""
    target = Target(exercise=course.load(ID), path=path)
    return {way.label: way.words for way in ways_on("grade", course, target, result)}


# What to do next


def test_points_lost_lead_to_the_hint_of_the_first_failing_task(course: Course, home: Path) -> None:
    """The task is that of the sentence above it, whatever order the checks came in; what only waits has no hint."""
    lost = [a_failed_check(id="b", task=2, title="B"), a_failed_check(id="a", task=1, title="A")]
    waiting = a_failed_check(id="c", task=1, state=State.SKIPPED)
    result = a_result(waiting, *lost)

    assert ways(course, result) == {"A hint": f"grade hint {ID} 1"}
    assert "Next: “A” (task 1)" in result_page(result)


def test_a_task_without_hints_leads_to_none(course: Course, home: Path) -> None:
    """Nor do hints that cannot be read stop a result from being shown."""
    (course.exercises_folder / ID / "hints.md").unlink()

    assert ways(course, graded(course, points=3)) == {}


def test_full_marks_lead_on_and_show_the_authors_solution(course: Course, home: Path) -> None:
    """The next exercise as it is started, and the path of the reference."""
    reference = course.solutions_folder / ID / "reference"

    assert ways(course, graded(course)) == {
        "The author's solution": str(reference),
        "The next exercise": f"grade start {IDS[1]}",
    }


def test_the_authors_solution_is_shown_after_full_marks_only(course: Course, home: Path) -> None:
    """Not before, and not after examples: those are no marks."""
    shown = [ways(course, result) for result in (graded(course, points=9), examples(course), a_refused())]

    assert [each for each in shown if "The author's solution" in each] == []


def test_an_exercise_that_was_begun_is_gone_on_with(course: Course, home: Path) -> None:
    """What is solved is passed over."""
    begun(course, home / IDS[1], graded(course, IDS[1]), id=IDS[1])
    begun(course, home / "my files", id=IDS[2])

    assert ways(course, graded(course))["The next exercise"] == "grade watch 'my files'"


@pytest.mark.parametrize(("folder", "place"), [(ID, "../03-more"), ("work", f"../{IDS[1]}")])
def test_inside_a_working_folder_the_next_one_goes_beside_it(
    folder: str, place: str, course: Course, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where `grade start` was typed for this one, and not into it."""
    monkeypatch.chdir(begun(course, home / folder))

    assert ways(course, graded(course))["The next exercise"] == f"grade start {IDS[1]} {place}"


def test_in_a_handout_the_next_step_is_to_hand_in(kit: Course, home: Path) -> None:
    """From where the command was typed: a started folder tells its exercise, another does not."""
    begun(kit, home / "work")

    assert ways(kit, examples(kit), Path("work"))["Hand it in"] == "grade handin work"
    assert ways(kit, examples(kit), Path("else"))["Hand it in"] == f"grade handin {ID} else"


def test_terminal_and_page_show_the_same_ways(course: Course, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One function says which there are."""
    result = graded(course)
    onward = ways_on("grade", course, Target(exercise=course.load(ID), path=Path()), result)

    show(result, onward)

    printed, page = capsys.readouterr().out, result_page(result, onward)
    assert [way.words for way in onward if way.words in printed and way.words in page] == [way.words for way in onward]


# List


def test_list_marks_what_was_done_here(course: Course, home: Path) -> None:
    """A sign, the points, and what the signs mean in words; the rest is as it was."""
    begun(course, home / ID, graded(course))
    begun(course, home / "b", graded(course, IDS[1], points=4), id=IDS[1])

    lines = grade("list", course=course).stdout.splitlines()

    assert lines[1].split()[:4] == ["✓", "02-converters", "10/10", "points"]
    assert lines[2].split()[:4] == ["◐", "03-more", "4/10", "points"]
    assert lines[5].split()[:3] == ["03-files", "10", "points"]
    assert lines[-1] == "3 exercises, 30 points. Here: ✓ 1 solved, ◐ 1 begun."


def test_list_in_a_handout_says_that_the_hidden_checks_have_not_run(kit: Course, home: Path) -> None:
    """Ready is no mark."""
    begun(kit, home / "work", examples(kit))

    lines = grade("list", course=kit).stdout.splitlines()

    assert lines[1].split()[:4] == ["●", "02-converters", "10", "points"]
    assert "● 1 ready. The hidden checks have not run" in lines[-1]


def test_what_was_ready_in_the_handout_is_begun_where_checks_are_hidden(
    course: Course, kit: Course, home: Path
) -> None:
    """Examples alone never show as solved."""
    begun(kit, home / "work", examples(kit))

    assert grade("list", course=course).stdout.splitlines()[1].split()[:3] == ["◐", "02-converters", "10"]


def test_list_for_machines_has_the_work(course: Course, home: Path) -> None:
    """Folder, standing, best and last; null for what was not started."""
    begun(course, home / "work", graded(course, points=4))

    listed = json.loads(grade("list", "--json", course=course).stdout)

    expected = {"folder": "work", "standing": "begun", "best": 4, "last": 4, "max": 10, "has_changed": False}
    assert [exercise["work"] for exercise in listed] == [expected, None, None]


def test_inside_a_started_folder_its_neighbours_count_too(
    course: Course, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that `grade start` put beside it, where it lies as that command puts it."""
    begun(course, home / ID, graded(course))
    begun(course, home / IDS[2], graded(course, IDS[2]), id=IDS[2])
    monkeypatch.chdir(home / ID)

    assert "✓ 2 solved" in grade("list", course=course).stdout


def test_of_two_folders_the_one_that_has_come_further_counts(course: Course, home: Path) -> None:
    """A copy that was begun anew takes nothing away."""
    begun(course, home / "a", graded(course))
    begun(course, home / "b")

    assert "✓ 1 solved" in grade("list", course=course).stdout


def test_the_search_is_bounded(course: Course, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not below three levels, not in rubbish, hidden folders or virtual environments, through no link, not for ever."""
    for place in ("a/b/c/d", ".hidden", "node_modules", "env/lib", "env/b", "real/a"):
        begun(course, home / place)
    (home / "env/pyvenv.cfg").touch()
    (home / "link").symlink_to(home / "real")

    found = list(started.started_folders(Path()))
    monkeypatch.setattr(started, "MOST_NAMES", 2)

    assert found == [Path("env/b"), Path("real/a")]
    assert list(started.started_folders(Path())) == []


# Progress


def test_progress_goes_topic_by_topic(course: Course, home: Path) -> None:
    """A bar, how many are solved, the points, and the command for what is next."""
    begun(course, home / "work", graded(course))
    begun(course, home / "more", graded(course, IDS[1], points=4), id=IDS[1])

    lines = grade("progress", course=course).stdout.splitlines()

    assert lines[2] == "04-routing  ██████████░░░░░░░░░░  1 of 2 solved, 14 of 20 points"
    assert lines[3] == "05-forms    ░░░░░░░░░░░░░░░░░░░░  0 of 1 solved, 0 of 10 points"
    assert lines[5] == "1 of 3 solved, 14 of 30 points."
    assert lines[6].startswith(f"Next: {IDS[1]}, ")
    assert lines[7].endswith(" watch more")


def test_progress_in_a_handout_counts_what_is_ready(kit: Course, home: Path) -> None:
    """No points, and the words say what has not run."""
    begun(kit, home / "work", examples(kit))

    told = grade("progress", course=kit).stdout

    assert "1 of 3 ready.\nThe hidden checks have not run; they run when you hand in.\n" in told
    assert f"Next: {IDS[1]}, " in told
    assert "points" not in told


def test_at_the_end_nothing_is_next(course: Course, home: Path) -> None:
    """All is solved."""
    for id in IDS:
        begun(course, home / id, graded(course, id), id=id)

    assert grade("progress", course=course).stdout.endswith("Nothing is left to do here.\n")


def test_progress_for_machines(course: Course, home: Path) -> None:
    """Sums of the course and of its topics, and the next exercise."""
    begun(course, home / "work", graded(course))

    told = json.loads(grade("progress", "--json", course=course).stdout)

    assert told["topics"][0] == {
        "topic": "04-routing",
        "exercises": 2,
        "solved": 1,
        "ready": 0,
        "points": 10,
        "max_points": 20,
    }
    assert (told["hidden_checks"], told["solved"], told["points"], told["next"]) == (True, 1, 10, IDS[1])
    assert told["work"][ID]["standing"] == "solved"


def test_a_broken_exercise_does_not_hide_the_way(course: Course, home: Path) -> None:
    """The others are counted, the broken one is named on stderr, and the code is 3."""
    (course.exercises_folder / ID / "exercise.toml").write_text("points = 'ten'\n")

    result = grade("progress", course=course)

    assert (result.exit_code, "0 of 2 solved" in result.stdout, ID in result.stderr) == (3, True, True)


# Run and hand in, with checks that run


def solve(course: Course, folder: Path) -> None:
    """Put the reference into a folder."""
    shutil.copytree(course.solutions_folder / ID / "reference", folder, dirs_exist_ok=True)


def test_a_run_is_remembered_by_its_folder(course: Course, home: Path) -> None:
    """`grade list` shows it; the last lines of the run lead on."""
    solve(course, begun(course, home / "work"))

    run = grade_apart("run", "work", course=course)

    assert run.returncode == 0, run.stderr
    assert run.stdout.endswith(f"The next exercise: grade --course {course.root} start {IDS[1]}\n")
    assert "✓ 1 solved" in grade("list", course=course).stdout


def test_a_hand_in_holds_the_files_that_count(course: Course, kit: Course, home: Path) -> None:
    """Nothing of the folder but those and the label; a course with hidden checks takes it as it is."""
    solve(course, begun(kit, home / "work"))
    (home / "work/notes.txt").write_text("mine")

    packed = grade_apart("handin", "work", "--student", "Ada", "--json", course=kit)

    assert packed.returncode == 0, packed.stderr
    assert json.loads(packed.stdout)["examples_passed"] == 2
    assert zipfile.ZipFile(home / ZIP).namelist() == ["app.py", "handin.toml"]
    assert read_handin(home / ZIP) == Label(exercise=ID, course_version=kit.manifest.version, student="Ada")
    assert "10 of 10 points" in grade_apart("run", ID, ZIP, course=course).stdout


def test_where_checks_are_hidden_a_hand_in_runs_the_examples_alone(course: Course, home: Path) -> None:
    """The reference holds them: two, and no word of points."""
    solve(course, begun(course, home / "work"))

    packed = grade_apart("handin", "work", course=course)

    assert (packed.returncode, packed.stdout) == (0, f"2 of 2 examples.\n{ZIP}: app.py\n")
    assert "The hidden checks have not run" in packed.stderr


def test_an_example_that_fails_is_told_and_the_zip_is_written(
    kit: Course, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code 1; typed inside the working folder, the zip lies beside it and is no part of the next one."""
    begun(kit, home / "work")
    monkeypatch.chdir(home / "work")

    packed = grade_apart("handin", course=kit)

    assert packed.returncode == 1, packed.stderr
    assert "0 of 2 examples." in packed.stdout
    assert read_handin(home / ZIP) == Label(exercise=ID, course_version=kit.manifest.version)


def test_a_file_that_is_missing_refuses(kit: Course, home: Path) -> None:
    """It is named, the code is 1, and nothing is written."""
    (begun(kit, home / "work") / "app.py").unlink()

    result = grade("handin", "work", course=kit)

    assert result.exit_code == 1
    assert "`app.py`" in result.stderr
    assert list(home.glob("*.zip")) == []


def test_every_file_must_be_there(kit: Course, home: Path) -> None:
    """Grading takes what came, and says what did not; a hand-in is whole."""
    toml = kit.exercises_folder / ID / "exercise.toml"
    toml.write_text(toml.read_text().replace('["app.py"]', '["app.py", "models.py"]'))
    begun(kit, home / "work")

    result = grade("handin", "work", course=kit)

    assert (result.exit_code, list(home.glob("*.zip"))) == (1, [])
    assert "error: `models.py` is missing: nothing was written\n" in result.stderr


@pytest.mark.parametrize("content", [b"mine", None])
def test_what_is_no_hand_in_of_this_exercise_is_not_overwritten(content: bytes | None, kit: Course, home: Path) -> None:
    """A file, or a folder: it is left as it is."""
    begun(kit, home / "work")
    if content is None:
        (home / "out").mkdir()
    else:
        (home / "out").write_bytes(content)

    result = grade("handin", "work", "--out", "out", course=kit)

    assert result.exit_code == 2
    assert f"`out` is there, and is no hand-in of `{ID}`" in result.stderr
    assert content is None or (home / "out").read_bytes() == content


def test_a_zip_cannot_go_where_there_is_no_folder(kit: Course, home: Path) -> None:
    """That is found out before anything runs."""
    begun(kit, home / "work")

    assert "there is no folder `none`" in grade("handin", "work", "--out", "none/a.zip", course=kit).stderr


def test_packing_again_replaces_the_last_hand_in(kit: Course, home: Path) -> None:
    """With the same bytes, where nothing has changed."""
    begun(kit, home / "work")
    first = grade_apart("handin", "work", course=kit)
    before = (home / ZIP).read_bytes()

    again = grade_apart("handin", "work", course=kit)

    assert (first.returncode, again.returncode) == (1, 1), again.stderr
    assert (home / ZIP).read_bytes() == before
