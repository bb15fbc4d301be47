"""course.toml: what holds for a whole course, and what becomes of exercises whose libraries are missing."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

from grader import classroom
from grader.audit.auditor import AuditPlan, audit_course
from grader.audit.findings import Part
from grader.cli import app
from grader.course import Course, decode_manifest, new_exercise, validate_course, write_handout
from grader.errors import ExerciseError, LibrariesMissing
from grader.model import Fault, Level, Outcome
from grader.protocol.environment import Library, Preload
from tests.conftest import require_level

ROOT = Path(__file__).parent.parent
NOWHERE = "no-such-library-anywhere"
MANIFEST = """\
schema_version = 1
version = "2.0"
languages = ["en", "zh"]
kits = ["flask"]

[title]
en = "A course"
zh = "课程"

[libraries.flask]
version = ">=3,<4"

[libraries.sqlalchemy]
preload = "full"

[limits]
cpu_ms = 700
"""
# What the engine needs of itself, whatever the course.
ENGINE = {
    "jinja2",
    "markdown-it-py",
    "msgspec",
    "packaging",
    "pytest",
    "pytest-json-report",
    "rich",
    "typer",
    "werkzeug",
}


def fact_of(old: str, new: str) -> str:
    assert old in MANIFEST
    with pytest.raises(ExerciseError) as wrong:
        decode_manifest(MANIFEST.replace(old, new, 1).encode(), "course.toml")
    return wrong.value.fact


# The file


def test_a_manifest_keeps_what_the_author_wrote() -> None:
    """What is in the file is in the struct, and what a sandbox is opened for follows from it."""
    manifest = decode_manifest(MANIFEST.encode(), "course.toml")

    assert (manifest.languages, manifest.title["zh"], manifest.limits.cpu_ms) == (("en", "zh"), "课程", 700)
    assert manifest.environment.kits == ("flask",)
    assert manifest.environment.libraries == (
        Library(name="flask"),
        Library(name="sqlalchemy", preload=Preload.FULL),
    )


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        ("schema_version = 1", "schema_version = 9", "schema_version: expected 1, got 9"),
        ('version = "2.0"', "", "missing field `version`"),
        ('version = "2.0"', 'version = "2.0"\ncolour = 1', "unknown field `colour`"),
        ('["en", "zh"]', "[]", "languages: expected list of length >= 1"),
        ('["en", "zh"]', '["en", "English"]', "languages[1]: expected a language such as `en`, got `English`"),
        ('["en", "zh"]', '["en", "zh", "en"]', "languages[2]: `en` is there twice"),
        ('["en", "zh"]', '["en", "zh", "fr"]', "title: missing field `fr`"),
        ('["en", "zh"]', '["en"]', "title: `zh` is none of the languages"),
        ('en = "A course"', "en = 5", "title.en: expected one line of text, got 5"),
        (
            '["flask"]',
            '["flask", "cobol"]',
            "kits[1]: expected one of flask, forms, redis, signals, sqlalchemy, got `cobol`",
        ),
        (
            '">=3,<4"',
            '"three"',
            "libraries.flask.version: expected a version specifier such as `>=3.1,<4`, got `three`",
        ),
        ('preload = "full"', 'preload = "hot"', "libraries.sqlalchemy.preload: "),
        ("[libraries.sqlalchemy]", '[libraries."no name"]', "libraries: `no name` is no name of a distribution"),
        ("cpu_ms = 700", "cpu_ms = 1", "limits.cpu_ms: expected int >= 100, got 1"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(old: str, new: str, fact: str) -> None:
    """An error opens with the file and the path to the value, as for exercise.toml."""
    assert fact_of(old, new).startswith(f"course.toml: {fact}")


def test_a_course_without_the_file_is_read_as_before_there_was_one(tmp_path: Path) -> None:
    """English and Chinese, and every kit: an older course, or an older handout, goes on as it was."""
    manifest = Course(tmp_path).manifest

    assert manifest.languages == ("en", "zh")
    assert manifest.environment == Course(ROOT).manifest.environment


def test_the_distribution_depends_on_the_courses_libraries_and_no_others() -> None:
    """A library stands once, with its version, in course.toml; pyproject.toml has the same and the engine's own."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {str(Requirement(line)) for line in document["project"]["dependencies"]}
    manifest = Course(ROOT).manifest

    wanted = {str(Requirement(line)) for line in manifest.requirements(manifest.libraries)}

    assert wanted <= declared
    assert {Requirement(line).name for line in declared - wanted} <= ENGINE


def test_limits_of_the_course_are_the_defaults_of_its_exercises(tmp_path: Path) -> None:
    """An exercise's own limits take the place of the course's, one by one."""
    course = skeleton(tmp_path, "01-a/01-b")
    write(tmp_path, "course.toml", MANIFEST.replace('["en", "zh"]', '["en"]').replace('zh = "课程"\n', ""))
    exercise_toml = tmp_path / "exercises/01-a/01-b/exercise.toml"
    exercise_toml.write_text(exercise_toml.read_text(encoding="utf-8") + "\n[limits]\nthreads = 9\n", encoding="utf-8")

    limits = course.load("01-a/01-b").spec.limits

    assert (limits.cpu_ms, limits.threads, limits.wall_ms) == (700, 9, 5_000)


def test_what_a_course_offers_is_part_of_an_exercises_digest(tmp_path: Path) -> None:
    """Another limit or library can change a score; another title cannot."""
    course = skeleton(tmp_path, "01-a/01-b")
    text = (tmp_path / "course.toml").read_text(encoding="utf-8")
    before = course.load("01-a/01-b").digest
    write(tmp_path, "course.toml", text.replace("A new course", "Another title"))
    renamed = course.load("01-a/01-b").digest
    write(tmp_path, "course.toml", text + "\n[limits]\ncpu_ms = 700\n")

    assert renamed == before != course.load("01-a/01-b").digest


# Languages


def skeleton(root: Path, *ids: str, **titles: str) -> Course:
    for id in ids:
        new_exercise(root, id, **titles)
    return Course(root)


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def grade(course: Path, *words: str | Path) -> Any:
    return CliRunner().invoke(app, ["--course", str(course), *map(str, words)], prog_name="grade")


def test_a_new_course_is_in_english_alone(tmp_path: Path) -> None:
    """Chinese is a property of a course: without it there is no Chinese statement, and none is missed."""
    course = skeleton(tmp_path, "01-a/01-b")

    assert course.manifest.languages == ("en",)
    assert not list(tmp_path.rglob("*.zh.md"))
    assert validate_course(course) == []


def test_a_course_may_choose_its_languages(tmp_path: Path) -> None:
    """The first is the one of README.md; a further one has a README and titles of its own."""
    write(tmp_path, "course.toml", MANIFEST.replace('["en", "zh"]', '["zh", "fr"]').replace("en =", "fr ="))
    course = skeleton(tmp_path, "01-a/01-b")

    exercise = course.load("01-a/01-b")

    assert exercise.statements == {"zh": "README.md", "fr": "README.fr.md"}
    assert "向每个人问好" in exercise.statement()
    assert validate_course(course) == []


def test_a_language_that_a_course_lists_is_required(tmp_path: Path) -> None:
    """A title in it, and a statement."""
    course = skeleton(tmp_path, "01-a/01-b")
    text = (tmp_path / "course.toml").read_text(encoding="utf-8")
    write(tmp_path, "course.toml", text.replace('["en"]', '["en", "zh"]').replace("[title]", '[title]\nzh = "课"'))

    with pytest.raises(ExerciseError, match="missing field `title_zh`"):
        course.load("01-a/01-b")


def test_the_command_offers_the_languages_of_the_course(tmp_path: Path) -> None:
    """A language that the course has not is a usage error that lists those it has."""
    skeleton(tmp_path, "01-a/01-b")

    shown = grade(tmp_path, "show", "01-b")
    refused = grade(tmp_path, "show", "01-b", "--lang", "zh")

    assert (shown.exit_code, refused.exit_code) == (0, 2)
    assert "this course has no language `zh`" in refused.stderr and "`en`" in refused.stderr


def test_a_course_toml_that_is_wrong_ends_a_command_before_it_begins(tmp_path: Path) -> None:
    """It is the author's fault, with its place."""
    skeleton(tmp_path, "01-a/01-b")
    write(tmp_path, "course.toml", "schema_version = 1\n")

    listed = grade(tmp_path, "list")

    assert listed.exit_code == 3
    assert "course.toml: missing field `title`" in listed.stderr


# Libraries that are not installed


@pytest.fixture
def poor(tmp_path: Path) -> Course:
    """A course of two exercises, of which the first needs a library that is nowhere."""
    root = tmp_path / "poor"
    course = skeleton(root, "01-a/01-rich", "01-a/02-plain")
    text = (root / "course.toml").read_text(encoding="utf-8")
    write(root, "course.toml", f'{text}\n[libraries.{NOWHERE}]\nversion = ">=7"\n')
    plain = root / "exercises/01-a/02-plain/exercise.toml"
    plain.write_text(plain.read_text(encoding="utf-8").replace("[app]", 'libraries = ["flask"]\n\n[app]', 1), "utf-8")
    return course


def test_an_exercise_names_libraries_of_its_course(poor: Course) -> None:
    """One that course.toml does not list is the author's mistake."""
    toml = poor.root / "exercises/01-a/02-plain/exercise.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('["flask"]', '["flask", "x"]'), encoding="utf-8")

    with pytest.raises(ExerciseError, match=r"libraries\[1\]: `x` is no library of the course"):
        poor.load("01-a/02-plain")


def test_another_version_is_as_good_as_none(poor: Course) -> None:
    """What is installed must be what course.toml asks for."""
    text = (poor.root / "course.toml").read_text(encoding="utf-8")
    write(poor.root, "course.toml", text.replace('version = ">=3.1"', 'version = "<1"'))

    assert poor.manifest.missing() == ["flask", NOWHERE]


def test_list_says_what_an_exercise_lacks(poor: Course) -> None:
    """It stays in the list, with a note; machines read the same."""
    printed, document = grade(poor.root, "list"), grade(poor.root, "list", "--json")

    assert printed.stdout.count(f"(needs {NOWHERE}, not installed)") == 1
    assert [each["missing_libraries"] for each in json.loads(document.stdout)] == [[NOWHERE], []]


@pytest.mark.parametrize("command", ["start", "run"])
def test_an_exercise_that_lacks_a_library_is_not_offered(poor: Course, tmp_path: Path, command: str) -> None:
    """A usage error says which, and gives the command that installs it."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/app.py").write_text("app = 1\n", encoding="utf-8")

    refused = grade(poor.root, command, "01-rich", tmp_path / "mine")

    assert refused.exit_code == 2
    assert f"`01-a/01-rich` needs `{NOWHERE}>=7`, which is not installed" in refused.stderr
    assert f"python -m pip install '{NOWHERE}>=7'" in refused.stderr


def test_the_other_exercises_are_offered(poor: Course, tmp_path: Path) -> None:
    """What needs less is there."""
    assert grade(poor.root, "start", "02-plain", tmp_path / "mine").exit_code == 0


def test_a_class_gives_no_zero_for_what_is_not_offered(poor: Course, tmp_path: Path) -> None:
    """It is not graded, with the reason; the other exercise of the same student is."""
    require_level(Level.LANDLOCK)
    for name in ("01-rich", "02-plain"):
        reference = (poor.solutions_folder / "01-a" / name / "reference/app.py").read_text(encoding="utf-8")
        write(tmp_path, f"class/ada/01-a/{name}/app.py", reference)

    results = classroom.run(
        poor, classroom.plan(poor, tmp_path / "class"), out=tmp_path / "out", level=Level.LANDLOCK, workers=1
    )
    rich, plain = (row.result for row in results.rows)

    assert (rich.outcome, rich.fault) == (Outcome.NOT_GRADED, Fault.GRADER)
    assert NOWHERE in rich.message
    assert plain.outcome is Outcome.PASSED


def test_the_audit_names_what_is_not_offered(poor: Course) -> None:
    """A finding, and no grading."""
    plan = AuditPlan(exercises=("01-a/01-rich",), parts=frozenset({Part.FORMAT}))

    (report,) = audit_course(poor, plan).exercises

    assert [finding.fact for finding in report.findings] == [
        f"`01-a/01-rich` needs `{NOWHERE}>=7`, which is not installed"
    ]


def test_preparing_what_is_not_offered_is_refused(poor: Course) -> None:
    """Whoever grades without asking first is told."""
    with pytest.raises(LibrariesMissing):
        poor.load("01-a/01-rich").require_libraries()


def test_the_doctor_names_the_libraries_and_the_command(poor: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """One command installs all that is missing."""
    monkeypatch.setattr("grader.cli.doctor.is_linux", lambda: False)  # the jails are another test's

    told, document = grade(poor.root, "doctor"), grade(poor.root, "doctor", "--json")

    assert f"python -m pip install '{NOWHERE}>=7'" in " ".join(told.stdout.split())
    assert json.loads(document.stdout)["libraries"]["missing"] == [f"{NOWHERE}>=7"]


# A whole course in one language

TOTALS = {
    "exercises/01-python/02-totals/exercise.toml": """\
schema_version = 1
title = "Totals"
minutes = 10
points = 10
libraries = []                          # plain Python

[files]
student = ["totals.py"]

[[tasks]]
number = 1
title = "A total from some number on"
""",
    "exercises/01-python/02-totals/README.md": """\
# Totals

You edit one file, `totals.py`.

## 1. A total from some number on

`total(numbers, least)` returns the sum of those numbers that are not smaller than `least`.
`total([1, 5, 9], 5)` is 14.
""",
    "exercises/01-python/02-totals/hints.md": """\
## 1. A total from some number on

1. `sum` takes a generator.
""",
    "exercises/01-python/02-totals/starter/totals.py": """\
def total(numbers, least):
    # TODO 1: the sum of those that are not smaller than `least`
    return None
""",
    "exercises/01-python/02-totals/checks/test_examples.py": '''\
"""The example of the statement."""

import pytest
from grader.checks import probe


@probe
def total(jail, numbers, least):
    """Call total."""
    return jail.load("totals").total(numbers, least)


@pytest.mark.task(1)
def test_example(jail):
    """total([1, 5, 9], 5) is 14"""
    assert total(jail, [1, 5, 9], 5) == 14, "5 and 9 count"
''',
    "exercises/01-python/02-totals/checks/test_totals.py": '''\
"""Hidden checks."""

import pytest
from grader.checks import probe


@probe
def total(jail, numbers, least):
    """Call total."""
    return jail.load("totals").total(numbers, least)


@pytest.mark.task(1)
@pytest.mark.points(4)
def test_larger(jail, rng):
    """What is larger counts, what is smaller does not"""
    least = rng.randint(100, 200)
    above, below = rng.sample(range(least + 1, least + 90), 3), rng.sample(range(least - 90, least), 3)

    assert total(jail, above + below, least) == sum(above), "only numbers from `least` on count"


@pytest.mark.task(1)
@pytest.mark.points(6)
def test_equal(jail, rng):
    """What is equal counts as well"""
    least = rng.randint(100, 200)

    assert total(jail, [least, least + 7, least - 7], least) == 2 * least + 7, "`least` itself counts"
''',
    "solutions/01-python/02-totals/reference/totals.py": """\
def total(numbers, least):
    return sum(number for number in numbers if number >= least)
""",
    "solutions/01-python/02-totals/accepted_loop/totals.py": """\
def total(numbers, least):
    result = 0
    for number in numbers:
        if not number < least:
            result += number
    return result
""",
    "solutions/01-python/02-totals/rejected_all/totals.py": """\
def total(numbers, least):
    return sum(numbers)
""",
    "solutions/01-python/02-totals/rejected_strict/totals.py": """\
def total(numbers, least):
    return sum(number for number in numbers if number > least)
""",
    "solutions/01-python/02-totals/rejected_hard_coded/totals.py": """\
def total(numbers, least):
    return 14
""",
    "solutions/01-python/02-totals/answers.toml": """\
[rejected_all]
fails = ["test_larger", "test_equal"]
why = "counts every number"

[rejected_strict]
fails = ["test_equal"]
why = "leaves the bound out"

[rejected_hard_coded]
fails = ["test_larger", "test_equal"]
why = "answers the example"
""",
}


def test_a_course_in_one_language_with_and_without_a_framework_is_sound(tmp_path: Path) -> None:
    """One exercise with a web page, as `grade new` writes it, and one plain function: both judge right."""
    require_level(Level.STRONG)
    assert grade(tmp_path, "new", "01-python/01-hello").exit_code == 0
    for name, text in TOTALS.items():
        write(tmp_path, name, text)
    course = Course(tmp_path)
    plan = AuditPlan(exercises=tuple(course.ids()), mutants=4, attacks=1, seeds=2, workers=1)

    reports = audit_course(course, plan).exercises

    assert course.manifest.languages == ("en",)
    assert [(report.exercise, report.findings) for report in reports] == [
        ("01-python/01-hello", ()),
        ("01-python/02-totals", ()),
    ]


def test_a_handout_carries_the_courses_properties(tmp_path: Path) -> None:
    """The kit is a course: its languages, libraries and limits are those of the course."""
    course = skeleton(tmp_path / "course", "01-a/01-b")

    write_handout(course, tmp_path / "kit")

    assert Course(tmp_path / "kit").manifest == course.manifest
