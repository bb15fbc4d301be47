"""The exercise format, the course on disk, its compiler and the skeleton of a new exercise."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import grader.course
from grader.course import (
    Course,
    Exercise,
    Files,
    check_modules,
    decode_answers,
    decode_spec,
    new_exercise,
    validate_course,
    validate_exercise,
)
from grader.course.markdown import fences, links, parse_hints, task_headings
from grader.errors import ExerciseError, UsageError

ID = "05-forms/03-files"
SPEC = """\
schema_version = 1
title = "Converters"
title_zh = "转换器"
minutes = 20
points = 10
[app]
load = "app:create_app()"
[files]
student = ["app.py"]
[[tasks]]
number = 1
title = "One"
title_zh = "一"
[[tasks]]
number = 2
title = "Two"
title_zh = "二"
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course in two languages with one exercise, as the skeleton writes it."""
    new_exercise(tmp_path, ID, title_zh="文件")
    return Course(tmp_path)


@pytest.fixture
def exercise(course: Course) -> Exercise:
    return course.load(ID)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def facts(problems: list[grader.course.Problem]) -> list[str]:
    return [f"{problem.where}: {problem.fact}" for problem in problems]


def fact_of(action: Callable[[], object], error: type[ExerciseError | UsageError] = ExerciseError) -> str:
    with pytest.raises(error) as caught:
        action()
    assert caught.value.hint, "every error says a way out"
    return caught.value.fact


def spec_fact(old: str, new: str) -> str:
    assert old in SPEC
    return fact_of(lambda: decode_spec(SPEC.replace(old, new, 1).encode(), "t/e/exercise.toml", languages=("en", "zh")))


# The room


def test_the_room_imports_only_what_it_may() -> None:
    """The room leans on the standard library, msgspec, packaging, a reader of Markdown, the errors and the nouns."""
    imported = set()
    for path in Path(grader.course.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
            elif isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}

    roots = {name.partition(".")[0] for name in imported} - sys.stdlib_module_names

    assert roots == {"grader", "markdown_it", "msgspec", "packaging"}
    ours = {name for name in imported if name.startswith("grader") and not name.startswith("grader.course")}
    assert ours <= {
        "grader",
        "grader.errors",
        "grader.guest",  # the names of its kits
        "grader.model",
        "grader.protocol.environment",
        "grader.protocol.limits",
        "grader.trees",
    }


def test_the_room_needs_nothing_that_only_linux_has() -> None:
    """The room is imported where there is no fork, no fcntl and no resource."""
    code = (
        "import os, sys; del os.fork; sys.modules |= dict.fromkeys(('fcntl', 'resource', 'pwd', 'grp', 'termios'))\n"
        "import grader.course; print(grader.protocol.limits.Limits().cpu_ms)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "2000"


# exercise.toml


def test_a_spec_without_limits_gets_the_safe_defaults() -> None:
    """Limits are optional, and their defaults are those of the documentation."""
    limits = decode_spec(SPEC.encode(), "x").limits

    assert (limits.cpu_ms, limits.wall_ms, limits.total_wall_ms) == (2_000, 5_000, 60_000)
    assert (limits.memory_bytes, limits.disk_bytes, limits.file_bytes) == (512 << 20, 16 << 20, 8 << 20)
    assert (limits.threads, limits.open_files, limits.output_bytes) == (128, 64, 64 << 10)
    assert (limits.body_bytes, limits.header_bytes, limits.reply_bytes) == (1 << 20, 64 << 10, 2 << 20)


def test_a_spec_keeps_what_the_author_wrote() -> None:
    """What is in the file is in the struct."""
    spec = decode_spec((SPEC + "[limits]\ncpu_ms = 700\n").encode(), "x")

    assert (spec.title, spec.title_in("zh"), spec.minutes, spec.points) == ("Converters", "转换器", 20, 10)
    assert (spec.app and spec.app.load, spec.files.student, spec.files.given) == ("app:create_app()", ("app.py",), ())
    assert [task.title for task in spec.tasks] == ["One", "Two"]
    assert (spec.limits.cpu_ms, spec.limits.wall_ms) == (700, 5_000)


def test_an_exercise_may_have_no_application() -> None:
    """What is judged by probes alone needs no `app`."""
    assert decode_spec(SPEC.replace('[app]\nload = "app:create_app()"\n', "").encode(), "x").app is None


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        ("number = 2", 'number = "2"', "tasks[1].number: expected int, got str"),
        ("number = 2", "number = 3", "tasks[1].number: expected 2, got 3"),
        ("number = 2", "number = 2\npoints = 3", "tasks[1]: unknown field `points`"),
        ('title_zh = "转换器"\n', "", "missing field `title_zh`"),
        ('title = "Converters"', 'title = " "', "title: expected one line of text, got ` `"),
        ("minutes = 20", "minutes = 0", "minutes: expected int >= 1, got 0"),
        ("minutes = 20", "minutes = true", "minutes: expected int, got bool"),
        ("points = 10", "points = 2.5", "points: expected int, got float"),
        ('["app.py"]', '"app.py"', "files.student: expected list, got str"),
        ('["app.py"]', "[]", "files.student: expected list of length >= 1, got []"),
        ('[app]\nload = "app:create_app()"', "app = 3", "app: expected table, got int"),
        ("schema_version = 1", "schema_version = 2", "schema_version: expected 1, got 2"),
        ("schema_version = 1", 'schema_version = "1"', "schema_version: expected 1, got `1`"),
        ("schema_version = 1", "schema_version = true", "schema_version: expected 1, got True"),
        ("schema_version = 1\n", "", "schema_version: expected 1, got nothing"),
        ("points = 10", 'points = 10\nsections = ["16"]', "sections[0]: expected a section of the notes such as `S16`"),
        ("points = 10", 'points = 10\nafter = ["02"]', "after[0]: expected an exercise id such as"),
        ("points = 10", "points = 10\nlimits.cpu_ms = 0", "limits.cpu_ms: expected int >= 100, got 0"),
        ("points = 10", "points = 10\nlimits.memory_bytes = 1", "limits.memory_bytes: expected int >= 67108864"),
        ("points = 10", "points = 10\nlimits.cpu = 1", "limits: unknown field `cpu`"),
        ("points = 10", "points = 10\nlimits.wall_ms = 90000", "limits.total_wall_ms: expected at least wall_ms"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(old: str, new: str, fact: str) -> None:
    """An error opens with the file and the path to the value, then says what was expected."""
    assert spec_fact(old, new).startswith(f"t/e/exercise.toml: {fact}")


@pytest.mark.parametrize("limit", grader.protocol.limits.Limits.__struct_fields__)
def test_every_limit_has_a_maximum(limit: str) -> None:
    """No author can ask for a thousand times what is sane."""
    assert f"limits.{limit}: expected int <= " in spec_fact("points = 10", f"points = 10\nlimits.{limit} = {10**12}")


@pytest.mark.parametrize(
    "load", ["app:app", "app:create_app()", "shop.app:create_app(config)", "a:make({'x': 1}, y=2)"]
)
def test_an_application_is_a_name_or_a_call(load: str) -> None:
    """A module and what stands in it: a name, or a factory with the arguments that probes give."""
    spec = decode_spec(SPEC.replace("app:create_app()", load).encode(), "x")

    assert spec.app is not None and spec.app.load == load


@pytest.mark.parametrize("load", ["app", "app:", ":app", "a-b:app", "a:b.c", "a:f()()", "a:f(", "a:1", "a:f();g()"])
def test_anything_else_is_no_application(load: str) -> None:
    """What is neither is refused with the author's own words."""
    fact = spec_fact("app:create_app()", load)

    assert f"app.load: expected `module:name` or `module:factory()`, got `{load}`" in fact


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../app.py", "a/../b.py", "./app.py", "a//b", "a\\\\b", "C:/x", "", "a/"]
)
def test_a_file_name_stays_inside_the_folder(name: str) -> None:
    """No name or pattern leads out of the submission's folder."""
    assert "files.student[0]: expected a file name or pattern" in spec_fact("app.py", name)


def test_a_syntax_error_says_the_line() -> None:
    """What is no TOML is refused with its line."""
    assert spec_fact("minutes = 20", "minutes = ").startswith("t/e/exercise.toml:4: not TOML: ")


def test_text_that_is_not_utf8_says_the_line() -> None:
    """Bytes of another encoding are refused with their line."""
    raw = SPEC.encode().replace("转换器".encode(), b"\xd7\xd7")

    assert fact_of(lambda: decode_spec(raw, "e.toml")) == "e.toml:3: not UTF-8 text"


@pytest.mark.parametrize(
    ("name", "student", "given"),
    [
        ("app.py", True, False),
        ("models.py", False, True),
        ("templates/page.html", True, False),
        ("templates/deep/page.html", False, False),
        ("blueprints/news/__init__.py", True, False),
        ("blueprints/news/fixed/a.py", False, True),
        ("other.txt", False, False),
    ],
)
def test_a_file_has_one_role(name: str, student: bool, given: bool) -> None:
    """`*` stays in its folder, `**` crosses folders, and what is given is not the student's."""
    files = Files(student=("*.py", "templates/*.html", "blueprints/**"), given=("models.py", "blueprints/**/fixed/*"))

    assert (files.is_student(name), files.is_given(name)) == (student, given)


# answers.toml


def test_answers_are_found_by_their_folder() -> None:
    """Each table is a rejected answer; `equivalent` is the audit's."""
    answers = decode_answers(
        b'equivalent = [{id = "m3", why = "same URL"}]\n[rejected_x]\nfails = ["test_a"]\nskips = ["test_b"]\nwhy = "w"',
        "x",
    )

    assert (answers.rejected["rejected_x"].fails, answers.rejected["rejected_x"].skips) == (("test_a",), ("test_b",))
    assert answers.equivalent[0].id == "m3"


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ('[rejected_x]\nfails = [3]\nwhy = "w"', "rejected_x.fails[0]: expected str, got int"),
        ('[rejected_x]\nfails = []\nwhy = "w"', "rejected_x.fails: expected list of length >= 1, got []"),
        ('[rejected_x]\nfails = ["a"]', "rejected_x: missing field `why`"),
        ("rejected_x = 3", "rejected_x: expected table, got int"),
        ('equivalent = [{why = "w"}]', "equivalent[0].id: expected either `id` or `diff`"),
    ],
)
def test_a_wrong_answer_entry_is_named_by_its_path(text: str, fact: str) -> None:
    """Errors in answers.toml name the entry and the field."""
    assert fact_of(lambda: decode_answers(text.encode(), "answers.toml")) == f"answers.toml: {fact}"


# Hints and headings


def test_hints_are_levels_of_tasks() -> None:
    """An item is a level; its indented lines, code among them, belong to it."""
    first, second = parse_hints("## 1. A\n\n1. one\n   more\n\n       code\n2. two\n\n## 2. B\n\n1. last\n", "hints.md")

    assert (first.number, first.title, first.levels) == (1, "A", ("one\nmore\n\n    code", "two"))
    assert (second.number, second.levels) == (2, ("last",))


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("1. too early", "hints.md:1: neither a task's heading nor a hint"),
        ("## 1. A\nprose", "hints.md:2: neither a task's heading nor a hint"),
        ("## A\n1. x", "hints.md:1: neither a task's heading nor a hint"),
        ("## 1. A\n1. x\n3. y", "hints.md:3: hint 3 stands where 2 is due"),
        ("## 1. A\n1. x\n2. y\nlost", "hints.md:4: neither a task's heading nor a hint"),
        ("## 1. A\n1. x\n\n   ```\ncode\n   ```", "hints.md:5: neither a task's heading nor a hint"),
        ("## 1. A\n- x", "hints.md:2: neither a task's heading nor a hint"),
        ("## 1. A\n1. x\n## B", "hints.md:3: neither a task's heading nor a hint"),
    ],
)
def test_malformed_hints_say_the_line(text: str, fact: str) -> None:
    """What is neither heading nor hint is refused with its line."""
    assert fact_of(lambda: parse_hints(text, "hints.md")) == fact


def test_headings_in_code_are_no_tasks() -> None:
    """A statement may show Markdown of its own."""
    text = "# T\n## 1. A\n```md\n## 2. no\n~~~\n```\n## Good to know\n## 3. C\n"

    assert task_headings(text) == [(1, "A"), (3, "C")]


def test_a_list_inside_a_hint_belongs_to_it() -> None:
    """Only the outer list counts levels; what is nested stays as it is written."""
    (task,) = parse_hints("## 1. A\r\n\r\n1. one\r\n   1. inner\r\n   2. inner\r\n2. two\r\n", "hints.md")

    assert task.levels == ("one\n1. inner\n2. inner", "two")


def test_code_blocks_have_the_line_on_which_their_code_begins() -> None:
    """Fences of either kind are found, in lists and quotes too; a fence inside of one is its code."""
    found = fences("```Python title\na\n```\n\n- item\n\n  ~~~~\n  ~~~\n   b\n  ~~~~\n\n> ```jinja\n> c\n")

    assert [(block.tag, block.line, block.code) for block in found] == [
        ("python", 2, "a\n"),
        ("", 8, "~~~\n b\n"),
        ("jinja", 13, "c\n"),
    ]


def test_links_are_as_they_are_written_with_their_lines() -> None:
    """A scheme nobody follows is a link too; code and images are none."""
    text = '[a](no tes.md) [b](笔记.md)\n![c](c.png) `[d](d)`\n[e](javascript:f(1) "title")\n\n    [g](g)\n\n> [h][i]\n\n[i]: x.md\n'

    assert [(link.target, link.line) for link in links(text)] == [("笔记.md", 1), ("javascript:f(1)", 3), ("x.md", 7)]


# One exercise


def test_an_exercise_knows_its_words(exercise: Exercise) -> None:
    """Statements in both languages, and the hints of each task."""
    assert exercise.statement().startswith("# Files\n")
    assert "向每个人问好" in exercise.statement("zh")
    assert len(exercise.hints()[1]) == 3
    assert "`fr`" in fact_of(lambda: exercise.statement("fr"), UsageError)


def test_a_missing_statement_is_the_authors_fault(exercise: Exercise) -> None:
    """What is not there is an error that names it."""
    (exercise.folder / "README.zh.md").unlink()

    assert fact_of(lambda: exercise.statement("zh")) == f"{ID}/README.zh.md: there is no such file"


def test_an_answer_lies_over_the_given_files(exercise: Exercise) -> None:
    """A graded answer is its own files and the starter's given ones, which nobody replaces."""
    change(exercise.folder / "exercise.toml", 'student = ["app.py"]', 'student = ["app.py"]\ngiven = ["models.py"]')
    write(exercise.folder / "starter/models.py", "GIVEN = True\n")
    write(exercise.solutions_folder / "rejected_hard_coded/models.py", "GIVEN = False\n")
    exercise = Course(exercise.folder.parents[2]).load(ID)

    files = exercise.answer_files("rejected_hard_coded")

    assert list(files) == ["app.py", "models.py"]
    assert files["models.py"] == b"GIVEN = True\n"
    assert files["app.py"] == (exercise.solutions_folder / "rejected_hard_coded/app.py").read_bytes()
    assert list(exercise.given_files()) == ["models.py"]


def test_an_unknown_answer_is_named(exercise: Exercise) -> None:
    """A name that is no answer's, such as a path, is refused."""
    for name in ("accepted_nothing", "../../../exercises", "."):
        assert f"there is no answer `{name}`" in fact_of(lambda name=name: exercise.answer_files(name))  # type: ignore[misc]


def test_solutions_are_sorted_by_kind(exercise: Exercise) -> None:
    """Reference, accepted and rejected answers, and what is said about them."""
    solutions = exercise.solutions()

    assert solutions.reference == exercise.solutions_folder / "reference"
    assert solutions.accepted == ("accepted_other_style",)
    assert solutions.rejected == tuple(sorted(solutions.answers.rejected))
    assert exercise.answer_names()[:2] == ("reference", "accepted_other_style")


def test_leftovers_of_tools_are_no_files(exercise: Exercise) -> None:
    """Byte code and the like are in no starter and in no digest."""
    digest = exercise.digest
    write(exercise.folder / "starter/__pycache__/app.cpython-311.pyc", "x")
    write(exercise.checks_folder / "__pycache__/test_files.pyc", "x")

    assert list(exercise.starter()) == ["app.py"]
    assert exercise.digest == digest
    assert validate_exercise(exercise) == []


def test_a_link_is_not_followed(exercise: Exercise) -> None:
    """A symbolic link in a starter is refused: it may lead to a check."""
    (exercise.folder / "starter/help").symlink_to(exercise.checks_folder)

    assert fact_of(exercise.starter) == f"{ID}/starter/help: a symbolic link"


@pytest.mark.parametrize(
    ("name", "changes"), [("checks/test_files.py", True), ("exercise.toml", True), ("hints.md", False)]
)
def test_the_digest_covers_what_can_change_a_score(exercise: Exercise, name: str, changes: bool) -> None:
    """Checks and limits are in it, prose is not."""
    digest = exercise.digest
    change(exercise.folder / name, "1", "2")

    assert digest.startswith("sha256:") and len(digest) == 71
    assert (exercise.digest != digest) is changes


# The course


@pytest.fixture
def five(tmp_path: Path) -> Course:
    """A course of five exercises that are nothing but exercise.toml."""
    ids = ["04-routing/02-converters", "04-routing/03-custom-converters", "04-routing/10-url-for"]
    for id in [*ids, "12-relationships/02-one-to-many", "09-cookies/02-cookies"]:
        write(tmp_path / "exercises" / id / "exercise.toml", SPEC)
    return Course(tmp_path)


def test_exercises_are_listed_in_course_order(five: Course) -> None:
    """Folder names sort, topic by topic."""
    assert list(five.topics()) == ["04-routing", "09-cookies", "12-relationships"]
    assert five.ids()[1:4] == ["04-routing/03-custom-converters", "04-routing/10-url-for", "09-cookies/02-cookies"]


@pytest.mark.parametrize(
    "word",
    [
        "04-routing/02-converters",
        "02-converters",
        "converters",
        "routing/converters",
        "04-routing/02",
        "04-ROUTING/02-Converters/",
        "./exercises/04-routing/02-converters/",
        "exercises\\04-routing\\02-converters",
    ],
)
def test_a_word_finds_an_exercise(five: Course, word: str) -> None:
    """The id, the name, a unique part or a path into the course: each names the exercise."""
    assert five.find(word).id == "04-routing/02-converters"


def test_several_hits_are_listed(five: Course) -> None:
    """A part that several ids share is a question back, not a guess."""
    with pytest.raises(UsageError, match="`conv` names 2 exercises") as caught:
        five.find("conv")

    assert "`04-routing/02-converters`, `04-routing/03-custom-converters`" in caught.value.hint


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("convertors", "did you mean `04-routing/02-converters`"),
        ("one-two-many", "`12-relationships/02-one-to-many`"),
        ("zebra", "`grade list` shows every exercise"),
        ("", "`grade list` shows every exercise"),
    ],
)
def test_a_wrong_word_gets_a_suggestion(five: Course, word: str, hint: str) -> None:
    """No hit says what may have been meant."""
    with pytest.raises(UsageError, match=f"there is no exercise `{word}`") as caught:
        five.find(word)

    assert hint in caught.value.hint


def test_a_broken_exercise_keeps_no_other_from_being_used(five: Course) -> None:
    """One bad exercise.toml is listed, is reported, and stops nothing else."""
    write(five.exercises_folder / "04-routing/03-custom-converters/exercise.toml", "title =")

    exercises, errors = five.load_all()

    assert len(five.ids()) == 5
    assert five.find("02-converters").spec.title == "Converters"
    assert len(exercises) == 4
    assert [error.fact.partition(": ")[0] for error in errors] == ["04-routing/03-custom-converters/exercise.toml:1"]


def test_a_folder_without_exercises_is_no_course(tmp_path: Path) -> None:
    """A wrong `--course` is the user's error, with a way out."""
    assert "is not a course" in fact_of(Course(tmp_path).ids, UsageError)


def test_the_course_inside_the_package_comes_first(tmp_path: Path) -> None:
    """An installed package brings its course; a checkout has it beside the package."""
    package = tmp_path / "grader"
    assert "no course" in fact_of(lambda: Course.default(package), UsageError)
    (tmp_path / "exercises").mkdir()
    assert Course.default(package).root == tmp_path
    (package / "_course/exercises").mkdir(parents=True)
    assert Course.default(package).root == package / "_course"


def test_a_course_without_solutions_is_fine(exercise: Exercise) -> None:
    """A student's handout has no solutions, and says so without an error."""
    shutil.rmtree(exercise.solutions_folder)

    assert exercise.solutions().reference is None
    assert exercise.answer_names() == ()


# Outlines of checks


def test_an_outline_is_read_without_importing(exercise: Exercise) -> None:
    """Names, titles, marks and lines come from the source; what it would do is not done."""
    write(exercise.checks_folder / "test_zz.py", "raise SystemExit\n\n\ndef test_z():\n    '''Z'''\n")

    examples, files, zz = check_modules(exercise)

    assert [check.visible for check in examples.checks] == [True, True]
    assert [(check.name, check.points) for check in files.checks] == [
        ("test_greeting", 5),
        ("test_one_part", 2),
        ("test_escaped", 3),
    ]
    assert files.checks[1].needs == ("test_greeting",)
    assert (zz.checks[0].title, zz.checks[0].where) == ("Z", f"{ID}/checks/test_zz.py:4")


# The compiler: each case breaks the skeleton in one place


def test_a_skeleton_breaks_no_rule(course: Course) -> None:
    """A new exercise compiles as written, and so does its course."""
    assert validate_course(course) == []


TOML, CHECKS, ANSWERS = "exercises/exercise.toml", "exercises/checks/test_files.py", "solutions/answers.toml"
EXAMPLES, STARTER = "exercises/checks/test_examples.py", "exercises/starter/app.py"


@pytest.mark.parametrize(
    ("file", "old", "new", "fact"),
    [
        (TOML, "points = 10", "points = 9", "/checks: the checks' points add up to 10, exercise.toml says 9"),
        (TOML, "after = []", 'after = ["01-a/01-b"]', "/exercise.toml: after[0]: there is no exercise `01-a/01-b`"),
        (TOML, "after = []", f'after = ["{ID}"]', f"after[0]: `{ID}` does not come before this exercise"),
        (TOML, '["app.py"]', '["app.py"]\ngiven = ["m.py"]', "files.given: no file of the starter is called `m.py`"),
        (TOML, '["app.py"]', '["other.py"]', "/starter/app.py: the file has no role"),
        (TOML, '["app.py"]', '["other.py"]', "/reference/app.py: no student hands this file in"),
        (TOML, "A greeting for", "Greetings to", "/README.md: there is no heading `## 1. Greetings to everybody`"),
        (TOML, "向每个人问好", "好", "/README.zh.md: there is no heading `## 1. 好`"),
        ("exercises/hints.md", "A greeting", "Greeting", "/hints.md: `## 1. Greeting for everybody` is no task"),
        ("exercises/hints.md", "1. The", "The", "/hints.md:3: neither a task's heading nor a hint"),
        ("exercises/README.md", "## 1. A", "## 2. A", "/README.md: `## 2. A greeting for everybody` is no task"),
        (STARTER, "TODO 1", "TODO 10", "/starter: nothing says where task 1 is to be done"),
        (STARTER, "return app", "return (app", "/starter/app.py:11: does not compile: '(' was never closed"),
        ("solutions/reference/app.py", "def hello", "deff hello", "/reference/app.py:11: does not compile"),
        (CHECKS, "def test_one_part", "deff test_one_part", "/checks/test_files.py:23: not Python: "),
        (CHECKS, '"""A name brings no HTML into the page"""', "", "`test_escaped` has no docstring"),
        (CHECKS, "task(1)", "task(7)", "/checks/test_files.py:11: `test_greeting` names task 7"),
        (CHECKS, "@pytest.mark.task(1)\n", "", "/checks/test_files.py:10: `test_greeting` belongs to no task"),
        (CHECKS, "points(5)", "points(five)", "the mark `points` of `test_greeting` cannot be read"),
        (CHECKS, "points(5)", "points(-5)", "the mark `points` of `test_greeting` cannot be read"),
        (CHECKS, "points(5)", "point(5)", "test_files.py:10: there is a mark `point` that checks do not have"),
        (CHECKS, "@pytest.mark.points", "# ", "/checks: task 1 earns no points"),
        (CHECKS, '"test_greeting"', '"test_greetin"', "`test_one_part` needs `test_greetin`"),
        (CHECKS, '"test_greeting"', '"test_escaped"', "`test_one_part` needs `test_escaped`"),
        (CHECKS, "def test_escaped", "def test_one_part", "/checks/test_files.py:32: `test_one_part` is there 2 times"),
        (CHECKS, "def test_escaped", "async def test_escaped", "`test_escaped` is a coroutine"),
        (CHECKS, "TAGS =", "if 1:\n    def test_x(): pass\nTAGS =", "`test_x` does not stand at the top"),
        (CHECKS, "def test_escaped", "class TestX(dict): pass\ndef test_escaped", "`TestX` has a base class"),
        (CHECKS, "TAGS =", "class X:\n    class TestY: pass\nTAGS =", "`TestY` does not stand at the top"),
        (CHECKS, "TAGS =", "class X:\n    def test_y(self): pass\nTAGS =", "`test_y` does not stand at the top"),
        (CHECKS, '"test_greeting"', '"test_ada_is_greeted"', "`test_one_part` needs `test_ada_is_greeted`"),
        (CHECKS, "import pytest", "import pytest\npytestmark = pytest.mark.task(1)", "`pytestmark` marks"),
        (EXAMPLES, "task(1)", "task(1)\n@pytest.mark.points(1)", "the example `test_ada_is_greeted` carries points"),
        (EXAMPLES, "def test_", "def look_", "/checks/test_examples.py: the module holds no check"),
        (ANSWERS, "[rejected_hard_coded]", "[rejected_x]", "/answers.toml: `rejected_hard_coded` has no entry"),
        (ANSWERS, "[rejected_hard_coded]", "[rejected_x]", "/answers.toml: `rejected_x` is no answer"),
        (ANSWERS, '"test_one_part"', '"test_one"', "rejected_any_path: there is no hidden check `test_one`"),
        (ANSWERS, 'skips = ["test_one_part"]', 'skips = ["test_escaped"]', "`test_escaped` is named 2 times"),
        (ANSWERS, '["test_escaped"]', '["test_ada_is_greeted"]', "there is no hidden check `test_ada_is_greeted`"),
    ],
)
def test_a_broken_rule_is_a_problem(course: Course, file: str, old: str, new: str, fact: str) -> None:
    """Each rule, broken in one place, is found with its file, and with a way out."""
    top, _, name = file.partition("/")
    change(course.root / top / ID / name, old, new)

    problems = validate_course(course)

    assert any(fact in found for found in facts(problems)), facts(problems)
    assert all(problem.hint for problem in problems)


@pytest.mark.parametrize(
    ("path", "where"),
    [
        (f"exercises/{ID}/notes.txt", f"{ID}/notes.txt"),
        (f"exercises/{ID}/checks/more/test_x.py", f"{ID}/checks/more/test_x.py"),
        (f"solutions/{ID}/todo.md", f"solutions/{ID}/todo.md"),
        (f"solutions/{ID}/draft/app.py", f"solutions/{ID}/draft/app.py"),
        ("exercises/05-forms/README.md", "exercises/05-forms/README.md"),
    ],
)
def test_a_stray_file_is_a_problem(course: Course, path: str, where: str) -> None:
    """What the layout does not name does not belong there."""
    write(course.root / path, "")

    assert f"{where}: a stray file" in facts(validate_course(course))


@pytest.mark.parametrize(
    ("path", "fact"),
    [
        ("exercises/05-forms/Files/x", "exercises/05-forms/Files: the folder's name has no place in the order"),
        ("exercises/05-forms/04-empty/x", "exercises/05-forms/04-empty: there is no exercise.toml for this folder"),
        ("solutions/05-forms/09-gone/x", "solutions/05-forms/09-gone: there is no exercise.toml for this folder"),
        ("exercises/05-forms/03-other/x", "exercises/05-forms: `03-files`, `03-other` share the number 03"),
        ("exercises/05-more/01-x/x", "exercises: `05-forms`, `05-more` share the number 05"),
    ],
)
def test_a_folder_out_of_order_is_a_problem(course: Course, path: str, fact: str) -> None:
    """Folder names carry the order: they are numbered, each number once, and hold exercises."""
    write(course.root / path, "")

    assert fact in facts(validate_course(course))


@pytest.mark.parametrize(
    ("folder", "fact"),
    [
        ("", "there are no solutions"),
        ("reference", "there is no reference"),
        ("accepted_other_style", "0 accepted answers, at least 1 are due"),
        ("rejected_hard_coded", "2 rejected answers, at least 3 are due"),
    ],
)
def test_too_few_answers_are_a_problem(exercise: Exercise, folder: str, fact: str) -> None:
    """An exercise is proved by a reference, another style and three ways to fail."""
    shutil.rmtree(exercise.solutions_folder / folder)

    assert any(found.startswith(f"solutions/{ID}: {fact}") for found in facts(validate_exercise(exercise)))


@pytest.mark.parametrize("name", ["README.md", "hints.md", "starter/app.py", "checks/test_examples.py"])
def test_a_missing_file_is_a_problem(exercise: Exercise, name: str) -> None:
    """Every part of the layout must be there."""
    (exercise.folder / name).unlink()

    problems = validate_exercise(exercise)

    assert problems and all(problem.where.startswith(f"{ID}/{name.partition('/')[0]}") for problem in problems)


def test_one_broken_file_is_told_once(exercise: Exercise) -> None:
    """Two rules that stumble over one file make one problem."""
    write(exercise.checks_folder / "test_files.py", "def")

    assert len([fact for fact in facts(validate_exercise(exercise)) if "not Python" in fact]) == 1


def test_a_broken_exercise_is_a_problem_of_its_course(course: Course) -> None:
    """The compiler says what is wrong with what cannot be loaded."""
    write(course.exercises_folder / ID / "exercise.toml", "schema_version = 1\npoints = [")

    (problem,) = validate_course(course)

    assert problem.where == f"{ID}/exercise.toml:2"
    assert problem.fact.startswith("not TOML: ")


# The skeleton


def module_at(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(exercise: Exercise, files: dict[str, bytes], seed: int) -> dict[str, str]:
    """Run the hidden checks in this process on an honest `app.py`; return each one's state."""
    app = exercise.folder.parent / "app.py"
    app.write_bytes(files["app.py"])
    states: dict[str, str] = {}
    for outline in check_modules(exercise):
        module = module_at(exercise.checks_folder / outline.name)
        for check in (check for check in outline.checks if not check.visible):
            if any(states[needed] != "passed" for needed in check.needs):
                states[check.name] = "skipped"
                continue
            arguments = {"client": module_at(app).create_app().test_client(), "rng": random.Random(seed)}
            function = getattr(module, check.name)
            try:
                function(**{name: arguments[name] for name in inspect.signature(function).parameters})
                states[check.name] = "passed"
            except AssertionError:
                states[check.name] = "failed"
    return states


def print_states(root: str, seed: str) -> None:
    """Print as JSON what becomes of each answer to the course's exercise, and of its starter."""
    exercise = Course(Path(root)).load(ID)
    answers = {name: exercise.answer_files(name) for name in exercise.answer_names()} | {"starter": exercise.starter()}
    states = {name: judged(exercise, files, int(seed)) for name, files in answers.items()}
    print(json.dumps(states))


def states_in_a_fresh_python(course: Course, seed: int) -> dict[str, dict[str, str]]:
    """Judge outside this pytest, whose strict marks are not those of checks."""
    code = "import runpy, sys; runpy.run_path(sys.argv[1])['print_states'](*sys.argv[2:])"
    command = [sys.executable, "-W", "ignore", "-c", code, __file__, str(course.root), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    states: dict[str, dict[str, str]] = json.loads(done.stdout)
    return states


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_skeletons_checks_judge_its_answers(course: Course, seed: int) -> None:
    """Reference and accepted pass, the starter earns nothing, rejected answers fail what answers.toml says."""
    rejected = course.load(ID).solutions().answers.rejected

    states = states_in_a_fresh_python(course, seed)

    assert set(states) == {"reference", "accepted_other_style", "starter", *rejected}
    assert {*states["reference"].values(), *states["accepted_other_style"].values()} == {"passed"}
    assert "passed" not in states["starter"].values()
    for name, answer in rejected.items():
        due = dict.fromkeys(answer.fails, "failed") | dict.fromkeys(answer.skips, "skipped")
        assert {check: state for check, state in states[name].items() if state != "passed"} == due


def test_a_skeleton_lists_what_it_wrote(tmp_path: Path) -> None:
    """The author sees every file, in both trees."""
    written = new_exercise(tmp_path, ID)

    assert sorted(written) == sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert {path.relative_to(tmp_path).parts[0] for path in written} == {"course.toml", "exercises", "solutions"}
    assert tmp_path / "exercises" / ID / "checks/test_files.py" in written


def test_a_skeleton_takes_titles_as_they_are(tmp_path: Path) -> None:
    """Quotes, dollars and backslashes in a title harm neither file."""
    new_exercise(tmp_path, ID, title='A "$title" \\ of\nyours', title_zh="“标题”")

    spec = Course(tmp_path).load(ID).spec

    assert (spec.title, spec.title_in("zh")) == ('A "$title" \\ of yours', "“标题”")
    assert validate_course(Course(tmp_path)) == []


def test_an_exercise_called_examples_keeps_its_checks_hidden(tmp_path: Path) -> None:
    """The hidden module makes way for the visible one's name."""
    new_exercise(tmp_path, "01-start/01-examples")

    assert validate_course(Course(tmp_path)) == []
    assert Course(tmp_path).find("examples").has_hidden_checks


@pytest.mark.parametrize("id", [ID, "05-forms/03-other", "05-other/01-x"])
def test_a_skeleton_overwrites_nothing(course: Course, id: str) -> None:
    """An exercise or a number that is there is refused, and every file stays as it was."""
    before = {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}

    assert "already there" in (fact := fact_of(lambda: new_exercise(course.root, id), UsageError)) or "taken" in fact
    assert {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "id", ["files", "forms/files", "5-forms/3-files", "../05-forms/03-files", "05-Forms/03-a b", ""]
)
def test_a_bad_name_is_refused_with_a_hint(tmp_path: Path, id: str) -> None:
    """Only NN-topic/NN-name is a name; nothing is written for another."""
    with pytest.raises(UsageError, match="is no name for an exercise") as caught:
        new_exercise(tmp_path, id)

    assert "such as `05-forms/03-files`" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_name_without_numbers_is_told_the_free_ones(course: Course) -> None:
    """The topic that is there is used, and the next number in it."""
    with pytest.raises(UsageError) as caught:
        new_exercise(course.root, "forms/more files")

    assert "free is `05-forms/04-more-files`" in caught.value.hint
