"""The command: its words, its codes, and what needs no grading: list, show, start, hint, handout, new, solution."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from grader import __version__
from grader.cli import COMMANDS, app, group, options, output
from grader.cli.pages import show_markdown
from grader.cli.reference import reference
from grader.course import Course, new_exercise, validate_exercise, write_handout
from grader.errors import ExerciseError, JailBroken, SandboxUnavailable, SubmissionRefused, UsageError
from grader.model import Level

DOCUMENT = Path(__file__).parents[1] / "docs/reference/commands.md"
IDS = ["04-routing/02-converters", "05-forms/03-files"]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of two exercises, each as `grade new` writes it."""
    for id in IDS:
        new_exercise(tmp_path / "course", id, title=f"About {id[-5:]}", title_zh=f"练习 About {id[-5:]}")
    return tmp_path / "course"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder, which is also where commands are typed."""
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    monkeypatch.delenv("GRADE_COURSE", raising=False)
    return tmp_path / "home"


def grade(*words: str | Path, course: Path | None = None) -> Result:
    """Type a command."""
    before = ["--course", str(course)] if course else []
    return CliRunner().invoke(app, [*before, *map(str, words)], prog_name="grade")


def run_python(code: str, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run some code in a process of its own."""
    command = [sys.executable, "-c", code, *args]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=120)


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Say so."""
        return True


# Help and reference


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    """The help says what a command does, its exit codes, and one line to paste."""
    result = grade(name, "--help")

    assert result.exit_code == 0
    assert "Exit codes: " in result.stdout or "exit code" in result.stdout
    assert "\n  Example:\n    grade " in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_can_be_read_by_its_command(name: str) -> None:
    """An example names a command and options that exist: the parser meets them before `--help` acts."""
    section = reference().split(f"## `grade {name}`\n")[1]
    _, *words = shlex.split(section.split("```sh\n")[1].partition("\n```")[0])

    assert name in words
    assert grade(*words, "--help").exit_code == 0


def test_every_command_is_documented_as_it_is() -> None:
    """docs/reference/commands.md is what the commands say; `python -m grader.cli.reference` writes it anew."""
    assert DOCUMENT.read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section_in_the_reference(name: str) -> None:
    """No command is left out."""
    assert f"## `grade {name}`\n" in reference()


def test_no_word_at_all_gives_help() -> None:
    """Help goes to stderr, and the code says that nothing was asked for."""
    result = grade()

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Commands:\n" in result.stderr


def test_version() -> None:
    """`--version` prints the version and nothing else."""
    assert grade("--version").stdout == f"grade {__version__}\n"


# Errors


@pytest.mark.parametrize(
    ("error", "code"),
    [(UsageError, 2), (SubmissionRefused, 1), (ExerciseError, 3), (JailBroken, 4)],
)
def test_an_error_becomes_two_lines_and_its_code(error: Any, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """The fact and the way out are on stderr; blame decides the code."""
    with pytest.raises(typer.Exit) as exit, group.errors_as_words():
        raise error("it is so", hint="do this")

    assert exit.value.exit_code == code
    assert capsys.readouterr() == ("", "error: it is so\nhint: do this\n")


def test_an_error_without_a_way_out_has_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty hint prints no `hint:`."""
    with pytest.raises(typer.Exit), group.errors_as_words():
        raise UsageError("it is so")

    assert capsys.readouterr().err == "error: it is so\n"


def test_an_error_nobody_foresaw_is_ours(capsys: pytest.CaptureFixture[str]) -> None:
    """Its code is 4, never the 1 that means points lost; locals, which can hold hidden checks, are not shown."""
    secret = "a hidden check"

    with pytest.raises(typer.Exit) as exit, group.errors_as_words():
        raise ZeroDivisionError(len(secret))

    said = capsys.readouterr().err
    assert exit.value.exit_code == 4
    assert "ZeroDivisionError: 14" in said
    assert "error: the grader itself failed" in said
    assert "a hidden check'" not in said


def test_what_a_stranger_named_cannot_act_in_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    """An escape sequence inside a fact is shown, not obeyed."""
    with pytest.raises(typer.Exit), group.errors_as_words():
        raise UsageError("there is no `\x1b[2J`")

    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "--colour"], "error: no such option: --colour"),
        (["lsit"], "error: no such command 'lsit'. Did you mean 'list'?"),
        (["start"], "error: missing argument 'EXERCISE'"),
        (["hint", "--level", "0"], "error: invalid value for '--level'"),
        (["--colour", "list"], "error: no such option: --colour"),
    ],
)
def test_a_word_that_does_not_fit_is_a_usage_error(words: list[str], said: str) -> None:
    """Typer's complaints read like ours and lead to the help."""
    result = grade(*words)

    assert result.exit_code == 2
    assert said in result.stderr
    assert "--help` says what it takes" in result.stderr


def test_a_wrong_exercise_gets_a_did_you_mean(home: Path, course: Path) -> None:
    """A near miss names what was meant."""
    result = grade("show", "convertres", course=course)

    assert result.exit_code == 2
    assert "hint: did you mean `04-routing/02-converters`?" in result.stderr


def test_a_folder_that_is_no_course_is_named(home: Path) -> None:
    """`--course` with the wrong folder is a usage error."""
    result = grade("list", course=home)

    assert result.exit_code == 2
    assert f"error: `{home}` is not a course" in result.stderr


def test_a_relative_course_of_the_environment_is_told_in_full(
    home: Path, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `start` advises works from the folder it leads to."""
    monkeypatch.setenv("GRADE_COURSE", os.path.relpath(course, home))

    result = grade("start", IDS[0], "work")

    assert f"`grade --course {course} watch`" in result.stderr


def test_the_course_can_come_from_the_environment(home: Path, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GRADE_COURSE stands in for `--course`."""
    monkeypatch.setenv("GRADE_COURSE", str(course))

    assert "2 exercises, 20 points." in grade("list").stdout


# List


def test_list_groups_exercises_by_topic(course: Path) -> None:
    """Each topic is a heading; each exercise has its points, its time and its title."""
    lines = grade("list", course=course).stdout.splitlines()

    assert lines[0] == "04-routing"
    assert lines[1].split() == ["02-converters", "10", "points", "15", "min", "About", "rters"]
    assert lines[3] == "05-forms"


def test_list_for_machines(course: Path) -> None:
    """`--json` prints one object an exercise, with both titles."""
    listed = json.loads(grade("list", "--json", course=course).stdout)

    assert [exercise["id"] for exercise in listed] == IDS
    assert listed[0]["points"] == 10
    assert listed[0]["title_zh"] == "练习 About rters"


def test_list_in_chinese(course: Path) -> None:
    """`--lang zh` prints the Chinese titles."""
    assert "练习 About rters" in grade("list", "--lang", "zh", course=course).stdout


def test_a_broken_exercise_does_not_hide_the_others(course: Path) -> None:
    """The others are listed, the broken one is named on stderr, and the code is 3."""
    (course / "exercises" / IDS[0] / "exercise.toml").write_text("points = 'ten'\n")

    result = grade("list", course=course)

    assert result.exit_code == 3
    assert "03-files" in result.stdout
    assert IDS[0] in result.stderr


def test_list_loads_no_library_of_the_course() -> None:
    """`grade list` answers at once: no Flask, no SQLAlchemy, no pytest, and nothing that only Linux has."""
    code = """if True:
        import sys
        from grader.cli import app
        app(["list"], standalone_mode=False)
        names = ["flask", "sqlalchemy", "pytest", "_pytest", "werkzeug", "grader.sandbox", "grader.grading", "grader.judge"]
        print(*(name for name in names if name in sys.modules), file=sys.stderr)
    """

    result = run_python(code)

    assert result.stderr.strip() == ""
    assert "01-getting-started" in result.stdout


# Show


def test_show_writes_markdown_into_a_pipe(course: Path) -> None:
    """Off a terminal the statement comes as the author wrote it."""
    statement = Course(course).find("files").statement()

    assert grade("show", "files", course=course).stdout == statement


def test_show_lays_a_statement_out_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table becomes a table, and NO_COLOR leaves no escape sequence."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()

    show_markdown("# Title\n\n| request | answer |\n| --- | --- |\n| `GET /` | 200 |\n", terminal)

    assert "---" not in terminal.getvalue()
    assert "GET /" in terminal.getvalue()
    assert "\x1b" not in terminal.getvalue()


def test_show_in_chinese_for_machines(course: Path) -> None:
    """`--json` holds the statement in the language asked for."""
    shown = json.loads(grade("show", "files", "--lang", "zh", "--json", course=course).stdout)

    assert shown["lang"] == "zh"
    assert shown["statement"] == Course(course).find("files").statement("zh")


def test_a_language_that_is_not_there_is_a_usage_error(course: Path) -> None:
    """Only English and Chinese are there."""
    assert grade("show", "files", "--lang", "fr", course=course).exit_code == 2


def test_inside_a_started_folder_no_exercise_need_be_named(home: Path, course: Path) -> None:
    """The folder's marker says which one it is."""
    grade("start", "files", ".", course=course)

    assert grade("show", course=course).stdout.startswith("# About files\n")


def test_elsewhere_the_exercise_must_be_named(home: Path, course: Path) -> None:
    """Without a marker the way out is said."""
    result = grade("show", course=course)

    assert result.exit_code == 2
    assert "`grade list` shows every exercise" in result.stderr


def test_a_folder_of_another_course_is_not_mistaken(home: Path, course: Path) -> None:
    """A marker whose exercise this course lacks is a usage error that leads to `--course`."""
    (home / ".grade.toml").write_text('exercise = "09-other/01-thing"\n')

    result = grade("show", course=course)

    assert result.exit_code == 2
    assert "`09-other/01-thing`, which is not in the course" in result.stderr


# Start


def test_start_makes_a_folder_named_like_the_id(home: Path, course: Path) -> None:
    """The folder has the shape that a class has, and holds statement, hints and starter."""
    result = grade("start", "files", course=course)

    names = {path.name for path in (home / IDS[1]).iterdir()}
    assert result.exit_code == 0
    assert names == {"README.md", "README.zh.md", "hints.md", "app.py", ".grade.toml"}


def test_start_keeps_what_a_student_wrote(home: Path, course: Path) -> None:
    """Starting again brings back what is missing and says what was kept."""
    grade("start", "files", "work", course=course)
    (home / "work/app.py").write_text("mine\n")
    (home / "work/hints.md").unlink()

    result = grade("start", "files", "work", course=course)

    assert (home / "work/app.py").read_text() == "mine\n"
    assert "kept    work/app.py\n" in result.stdout
    assert "written work/hints.md\n" in result.stdout


def test_start_for_machines(home: Path, course: Path) -> None:
    """`--json` tells what became of each file."""
    told = json.loads(grade("start", "files", "work", "--json", course=course).stdout)

    assert told["exercise"] == IDS[1]
    assert {"path": "app.py", "became": "written"} in told["files"]


def test_start_says_what_to_type_next(home: Path, course: Path) -> None:
    """The next command names the course again, by its full path, when it was named this time."""
    result = grade("start", "files", "work", course=course)

    assert f"`cd work` and `grade --course {course} watch`" in result.stderr


def test_start_stays_out_of_the_course_itself(home: Path, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typed inside `exercises`, it would write into the exercise."""
    monkeypatch.chdir(course / "exercises")

    result = grade("start", "files", course=course)

    assert result.exit_code == 2
    assert "is inside the course itself" in result.stderr


# Hint


def test_the_first_hint_comes_first(home: Path, course: Path) -> None:
    """Without `--level` the gentlest hint is given, and how to get the next is said."""
    first, *_ = Course(course).find("files").hints()[1]

    result = grade("hint", "files", "1", course=course)

    assert first in result.stdout
    assert "(hint 1 of " in result.stdout
    assert f"hint {IDS[1]} 1 --level 2`" in result.stderr


def test_a_level_gives_that_hint(home: Path, course: Path) -> None:
    """`--level 2` gives the second hint and not the first."""
    first, second, *_ = Course(course).find("files").hints()[1]

    result = grade("hint", "files", "--level", "2", course=course)

    assert second in result.stdout
    assert first not in result.stdout


def test_the_last_hint_says_so(home: Path, course: Path) -> None:
    """There is no next one to ask for."""
    last = len(Course(course).find("files").hints()[1])

    assert grade("hint", "files", "1", "--level", str(last), course=course).stderr == "That was the last level.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [(["9"], "there is no task 9\nhint: the tasks are 1"), (["1", "--level", "99"], "there is no hint of level 99")],
)
def test_a_hint_that_is_not_there_is_a_usage_error(home: Path, course: Path, words: list[str], said: str) -> None:
    """A task or level too high says what there is."""
    result = grade("hint", "files", *words, course=course)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_number_alone_is_a_task(home: Path, course: Path) -> None:
    """Inside a started folder `grade hint 1` asks for task 1."""
    grade("start", "files", ".", course=course)

    assert "(hint 1 of " in grade("hint", "1", course=course).stdout


def test_hints_for_machines(home: Path, course: Path) -> None:
    """`--json` holds the level and how many there are."""
    told = json.loads(grade("hint", "files", "--json", course=course).stdout)

    assert told["hints"][0]["level"] == 1
    assert told["hints"][0]["levels"] == len(Course(course).find("files").hints()[1])


# Handout, new and solution


def test_handout_writes_a_course_without_what_is_hidden(home: Path, course: Path) -> None:
    """The kit lists the same exercises; its only checks are the examples."""
    result = grade("handout", "kit", course=course)

    assert result.exit_code == 0
    assert {path.name for path in (home / "kit").rglob("checks/*")} == {"test_examples.py"}
    assert "grade --course kit list" in result.stderr
    assert "2 exercises" in grade("list", course=home / "kit").stdout


def test_handout_for_machines_lists_its_files(home: Path, course: Path) -> None:
    """`--json` prints the files that were written."""
    listed = json.loads(grade("handout", "kit", "--json", course=course).stdout)

    assert f"kit/exercises/{IDS[0]}/README.md" in listed


def test_handout_overwrites_nothing(home: Path, course: Path) -> None:
    """A folder that holds something is refused."""
    (home / "kit").mkdir()
    (home / "kit/notes.txt").write_text("mine")

    assert grade("handout", "kit", course=course).exit_code == 2


def test_new_writes_an_exercise_that_compiles(home: Path, course: Path) -> None:
    """The skeleton has no problem as written."""
    result = grade("new", "05-forms/04-fields", "--title", "Fields", course=course)

    exercise = Course(course).load("05-forms/04-fields")
    assert result.exit_code == 0
    assert exercise.spec.title == "Fields"
    assert validate_exercise(exercise) == []


def test_new_begins_a_course_of_its_own(home: Path) -> None:
    """`--course` may be a folder that is not there yet."""
    grade("new", "01-start/01-first", course=home / "mine")

    assert Course(home / "mine").ids() == ["01-start/01-first"]


def test_new_leaves_the_packaged_course_alone(home: Path) -> None:
    """An installed course is nobody's to change."""
    new_exercise(home / "_course", "01-start/01-first")

    assert grade("new", "01-start/02-second", course=home / "_course").exit_code == 2


@pytest.mark.parametrize("name", ["reference", "accepted_other_style", "rejected_hard_coded", "rejected_unescaped"])
def test_solution_writes_an_answer_whichever_way_it_is_written(home: Path, course: Path, name: str) -> None:
    """What is written is what would be graded, and the next command is named."""
    result = grade("solution", "converters", name, "answer", course=course)

    written = {path.name: path.read_bytes() for path in (home / "answer").iterdir()}
    assert (result.exit_code, result.stdout) == (0, "answer/app.py\n")
    assert written == Course(course).load(IDS[0]).answer_files(name)
    assert f"grade --course {course} run {IDS[0]} answer" in result.stderr


def test_solution_for_machines_lists_its_files(home: Path, course: Path) -> None:
    """`--json` prints the files that were written."""
    assert json.loads(grade("solution", "converters", "reference", "a", "--json", course=course).stdout) == ["a/app.py"]


def test_solution_overwrites_nothing(home: Path, course: Path) -> None:
    """A folder that holds something is refused."""
    (home / "notes.txt").write_text("mine")

    assert grade("solution", "converters", "reference", home, course=course).exit_code == 2
    assert [path.name for path in home.iterdir()] == ["notes.txt"]


def test_solution_names_the_answers_there_are(home: Path, course: Path) -> None:
    """A wrong name is the user's fault; a course without solutions says so."""
    wrong = grade("solution", "converters", "rejected_x", "answer", course=course)
    grade("handout", "kit", course=course)
    nothing = grade("solution", "converters", "reference", "answer", course=home / "kit")

    assert (wrong.exit_code, nothing.exit_code) == (2, 2)
    assert "`rejected_unescaped`" in wrong.stderr
    assert "this course has no solutions" in nothing.stderr


def test_solution_blames_the_exercise_for_a_change_that_no_longer_fits(home: Path, course: Path) -> None:
    """A stale old text is the author's fault, and nothing is written."""
    (course / "solutions" / IDS[0] / "reference/app.py").write_text("")

    result = grade("solution", "converters", "rejected_unescaped", "answer", course=course)

    assert result.exit_code == 3
    assert "rejected_unescaped: expected once in the reference's `app.py`" in result.stderr
    assert not (home / "answer").exists()


# Completion


def complete(line: str, **environment: str) -> list[str]:
    """Return what the shell is told for the last word of a line."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1), "_GRADE_COMPLETE": "complete_bash"}
    code = "from grader.cli import app; app(prog_name='grade')"
    return run_python(code, **words, **environment).stdout.split()


def test_a_shell_completes_exercises(course: Path) -> None:
    """Ids of the course that the line names are offered."""
    assert complete(f"grade --course {course} show 0") == IDS


def test_a_shell_completes_bare_names(course: Path) -> None:
    """A name without its numbers is completed too."""
    assert complete("grade hint conv", GRADE_COURSE=str(course)) == ["converters"]


def test_a_shell_completes_commands_and_levels() -> None:
    """Commands and the values of options are offered."""
    assert "watch" in complete("grade ")
    assert complete("grade run --level ") == [*Level]


def test_completion_is_silent_without_a_course(tmp_path: Path) -> None:
    """No error lands in the middle of a line that is being typed."""
    assert complete("grade show x", GRADE_COURSE=str(tmp_path)) == []


# What the terminal can show


def test_json_survives_a_narrow_encoding(course: Path) -> None:
    """Where the code page has no Chinese, JSON comes with escapes and says the same."""
    code = "import sys; from grader.cli import app; app(sys.argv[1:])"

    result = run_python(code, "--course", str(course), "list", "--json", PYTHONIOENCODING="cp1252")

    assert json.loads(result.stdout)[0]["title_zh"] == "练习 About rters"


def test_text_survives_a_narrow_encoding(course: Path) -> None:
    """A character that cannot be shown is replaced; nothing fails."""
    code = "import sys; from grader.cli import app; app(sys.argv[1:])"

    result = run_python(code, "--course", str(course), "list", "--lang", "zh", PYTHONIOENCODING="ascii")

    assert result.returncode == 0
    assert "?? About rters" in result.stdout


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """NO_COLOR and a dumb terminal are respected."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert output.wants_colour()

    monkeypatch.setenv(name, value)

    assert not output.wants_colour()


# Levels


def test_a_level_weaker_than_required_is_a_contradiction() -> None:
    """It is refused before anything is started."""
    exercise = Course.default().load("04-routing/02-converters")

    with pytest.raises(UsageError, match="weaker"):
        options.open_grader(Level.NONE, Level.LANDLOCK, exercise)


def test_where_nothing_is_hidden_a_student_runs_without_isolation_if_there_is_none(
    home: Path, course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is their own program, before their own eyes: nobody is asked, and one line on stderr says so."""
    write_handout(Course(course), home / "kit")
    monkeypatch.setattr(options, "is_linux", lambda: False)

    with options.open_grader(None, None, Course(home / "kit").load(IDS[0])) as grader:
        assert grader.isolation.level is Level.NONE

    assert capsys.readouterr().err.count("\n") == 1


def test_where_something_is_hidden_nobody_runs_without_isolation_unasked(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hidden checks face a program that is confined, or one whose instructor said otherwise by name."""
    monkeypatch.setattr(options, "is_linux", lambda: False)

    with pytest.raises(SandboxUnavailable):
        options.open_grader(None, None, Course(course).load(IDS[0]))


def test_elsewhere_than_on_linux_a_level_asked_for_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody gets less isolation than they named: the error leads to `--level none`."""
    monkeypatch.setattr(options, "is_linux", lambda: False)

    result = grade("run", IDS[0], str(Path(__file__).parent), "--level", "strong")

    assert result.exit_code == 4
    assert "hint: your own code on your own computer may run with `--level none`" in result.stderr
