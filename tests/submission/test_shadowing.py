"""Files that `import` would find instead of a library."""

from __future__ import annotations

import pytest

from grader.submission import Roles, from_files
from tests.submission.packing import APP, refusal_of

pytestmark = pytest.mark.timeout(60)


COURSE = Roles(student=("app.py", "*.py", "**"), shadowing=frozenset({"flask", "sqlalchemy"}))


@pytest.mark.parametrize("name", ["random.py", "string.py", "html/__init__.py", "random.so", "code.pyw"])
def test_a_name_of_the_standard_library_is_refused(name: str) -> None:
    """`import random` must not find the student's file."""
    refused = refusal_of({"app.py": b"", name: b""}, COURSE)

    assert refused.fact.startswith(
        f"`{name.split('/')[0]}{'/' if '/' in name else ''}` has the name of a module of Python's"
    )
    assert f"`my_{name.split('/')[0]}" in refused.hint


@pytest.mark.parametrize("name", ["flask.py", "sqlalchemy/__init__.py", "flask.cpython-311-x86_64-linux-gnu.so"])
def test_a_name_of_a_course_library_is_refused(name: str) -> None:
    """`import flask` must find Flask."""
    assert "has the name of a library of the course" in refusal_of({"app.py": b"", name: b""}, COURSE).fact


def test_shadowing_outside_the_roles_is_told() -> None:
    """The file does no harm here, but at home it breaks the program: better said than passed over."""
    taken = from_files({"app.py": b"", "random.py": b""}, wanted=APP)

    assert taken.files == {"app.py": b""}
    assert taken.notes == (
        "`random.py` has the name of a module of Python's standard library:"
        " `import random` would find the wrong one, also where it runs at home.",
    )


@pytest.mark.parametrize(
    "name",
    [
        "blog/random.py",
        "html/page.html",
        "json/x.py",
        "flask/x.py",
        "sys.py",
        "my_random.py",
        "random.txt",
        "Random.py",
        "test.py",
    ],
)
def test_names_that_shadow_nothing_are_fine(name: str) -> None:
    """Only top-level modules and packages with an `__init__` shadow, and nothing shadows what is built in."""
    assert name in from_files({"app.py": b"", name: b""}, wanted=COURSE).files


@pytest.mark.parametrize("name", ["calendar.py", "email/views.py"])
def test_a_shadowing_name_that_the_exercise_asks_for_is_fine(name: str) -> None:
    """The author's word goes first."""
    assert from_files({name: b""}, wanted=Roles(student=(name,))).files == {name: b""}


def test_a_shadowing_name_that_is_given_is_fine() -> None:
    """A student who keeps a shipped file in the folder does nothing wrong."""
    roles = Roles(student=("app.py",), given={"secrets.py": b"ours"})

    assert from_files({"app.py": b"", "secrets.py": b"theirs"}, wanted=roles).files["secrets.py"] == b"ours"


def test_a_pattern_is_no_permission_to_shadow() -> None:
    """Only an exact name lets a module of that name pass."""
    assert "`random.py`" in refusal_of({"random.py": b""}, Roles(student=("*.py",))).fact


def test_a_wrapping_folder_may_have_any_name() -> None:
    """A zip of a folder called `code` shadows nothing once it is unwrapped."""
    assert from_files({"code/app.py": b""}, wanted=APP).files == {"app.py": b""}
