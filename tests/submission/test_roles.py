"""Roles: what an exercise takes, what it ships, and which folder is meant."""

from __future__ import annotations

import pytest

from grader.errors import ExerciseError
from grader.submission import Roles, from_files
from tests.submission.packing import APP, refusal_of

pytestmark = pytest.mark.timeout(60)


def test_files_outside_the_roles_are_ignored_and_listed() -> None:
    """What configures Python or pytest never reaches the jail."""
    strangers = [
        "README.md",
        "conftest.py",
        "evil.pth",
        "pytest.ini",
        "requirements.txt",
        "setup.cfg",
        "sitecustomize.py",
    ]

    taken = from_files(dict.fromkeys(["app.py", *strangers], b""), wanted=APP)

    assert (taken.files, taken.ignored) == ({"app.py": b""}, tuple(strangers))


PATTERNS = [
    ("templates/*.html", "templates/a.html", True),
    ("templates/*.html", "templates/a/b.html", False),
    ("templates/*.html", "templates/a.txt", False),
    ("templates/**", "templates/a/b/c.html", True),
    ("templates/**", "templates", False),
    ("**/*.html", "a.html", True),
    ("**/*.html", "x/y/a.html", True),
    ("blog/**/views.py", "blog/views.py", True),
    ("blog/**/views.py", "blog/a/b/views.py", True),
    ("blog/**/views.py", "views.py", False),
    ("**", "anything/at.all", True),
    ("page?.html", "page1.html", True),
    ("page[12].html", "page3.html", False),
    ("*.PY", "app.py", False),
    ("app.py", "app.py", True),
    ("app.py", "appxpy", False),
]


@pytest.mark.parametrize(("pattern", "name", "taken"), PATTERNS)
def test_a_pattern_takes_names_part_by_part(pattern: str, name: str, taken: bool) -> None:
    """`*` stays within a part, `**` spans parts, case counts."""
    assert Roles(student=(pattern,)).takes(name) is taken


def test_a_pattern_may_match_nothing() -> None:
    """Only exact names must come."""
    roles = Roles(student=("app.py", "templates/*.html"))

    assert from_files({"app.py": b""}, wanted=roles).files == {"app.py": b""}


def test_given_files_are_put_in() -> None:
    """A shipped file is there although the student did not hand it in."""
    roles = Roles(student=("app.py",), given={"data/towns.csv": b"ours"})

    taken = from_files({"app.py": b"1"}, wanted=roles)

    assert (taken.files, taken.ignored) == ({"app.py": b"1", "data/towns.csv": b"ours"}, ())


@pytest.mark.parametrize(("copy", "ignored"), [(b"changed", ("base.html",)), (b"ours", ())])
def test_a_given_file_is_always_ours(copy: bytes, ignored: tuple[str, ...]) -> None:
    """The student's copy is not used, pattern or not; it is listed only if it was changed."""
    roles = Roles(student=("app.py", "*.html"), given={"base.html": b"ours"})

    taken = from_files({"app.py": b"", "base.html": copy}, wanted=roles)

    assert (taken.files["base.html"], taken.ignored) == (b"ours", ignored)


def test_a_students_file_that_collides_with_a_given_one_is_refused() -> None:
    """Given files take part in the rule on case."""
    roles = Roles(student=("app.py", "*.html"), given={"base.html": b"ours"})

    assert "`Base.html` and `base.html` differ only" in refusal_of({"app.py": b"", "Base.html": b""}, roles).fact


def test_a_given_file_is_no_work_of_the_student() -> None:
    """Handing in nothing but what was shipped is handing in nothing."""
    roles = Roles(student=("*.html",), given={"base.html": b"ours"})

    assert "no file of this exercise was handed in" in refusal_of({"base.html": b"changed"}, roles).fact


def test_a_name_in_two_roles_is_the_authors_mistake() -> None:
    """A file cannot be both the student's and ours."""
    with pytest.raises(ExerciseError, match=r"`app\.py` is both the student's and given"):
        Roles(student=("app.py",), given={"app.py": b""})


def test_an_exercise_of_patterns_needs_at_least_one_file() -> None:
    """A submission without a single file of the exercise is refused."""
    refused = refusal_of({"notes.txt": b""}, Roles(student=("templates/*.html",)))

    assert refused.fact == "no file of this exercise was handed in: expected `templates/*.html`; came `notes.txt`"


def test_an_exercise_that_wants_nothing_takes_anything() -> None:
    """Without a student's role there is nothing to miss."""
    assert from_files({"x.txt": b""}, wanted=Roles(student=())).ignored == ("x.txt",)
