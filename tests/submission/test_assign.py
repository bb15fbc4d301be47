"""What is missing or misnamed is understood where there is one way, and told."""

from __future__ import annotations

import pytest

from grader.submission import Roles, from_files
from tests.submission.packing import APP, refusal_of

pytestmark = pytest.mark.timeout(60)


NEAR_MISSES = [
    "App.py",
    "app.py.txt",
    "apps.py",
    "app(1).py",
    "app (1).py",
    "app - Copy.py",
    "app 副本.py",
    "app_2.py",
    "app.py (1)",
    "src/App.py",
]


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_taken_and_told(name: str) -> None:
    """One file that fits stands for the expected one; its student reads so."""
    taken = from_files({name: b"1", "notes.txt": b""}, wanted=APP)

    assert (taken.files, taken.ignored) == ({"app.py": b"1"}, ("notes.txt",))
    assert f"`{name}` was taken as `app.py`." in taken.notes


def test_another_name_is_not_guessed() -> None:
    """`main.py` may be anything: it is refused with what was expected and what came."""
    refused = refusal_of({"main.py": b"", "notes.txt": b""}, APP)

    assert refused.fact == "`app.py` is missing: expected `app.py`; came `main.py`, `notes.txt`"
    assert refused.hint == "hand in the folder that holds `app.py`"


def test_a_notebook_is_no_program() -> None:
    """Renaming it would not help: its code must be saved as a file."""
    assert refusal_of({"app.ipynb": b"{}"}, APP).hint == "a notebook is no program: save its code as `app.py`"


def test_of_two_near_misses_none_is_taken() -> None:
    """Two ways to understand it: both are named, and how to choose."""
    refused = refusal_of({"app (1).py": b"", "app (2).py": b""}, APP)

    assert refused.hint == "`app (1).py`, `app (2).py` could each be `app.py`: rename the one that is"


def test_the_best_near_miss_is_taken() -> None:
    """Another case beats a copy's mark, which beats a slip of the pen."""
    files = {"apps.py": b"3", "App.py": b"1", "app (1).py": b"2"}

    assert from_files(files, wanted=APP).files == {"app.py": b"1"}


def test_a_folder_too_many_is_told_where_something_lies_beside() -> None:
    """`src/app.py` beside a note is the work, and the note is not."""
    taken = from_files({"src/app.py": b"1", "notes.txt": b""}, wanted=APP)

    assert (taken.files, taken.ignored) == ({"app.py": b"1"}, ("notes.txt",))
    assert taken.notes == ("The files in `src` were taken, not what lies beside it.",)


def test_a_wrapper_with_nothing_beside_it_goes_without_saying() -> None:
    """A zip of a folder is how folders are packed."""
    assert from_files({"src/app.py": b"1"}, wanted=APP).notes == ()


def test_a_misplaced_file_is_taken_from_the_top() -> None:
    """Platforms flatten folders: a name that is missing in one folder is looked for at the top."""
    roles = Roles(student=("app.py", "templates/404.html"))

    taken = from_files({"app.py": b"1", "404.html": b"2"}, wanted=roles)

    assert taken.files == {"app.py": b"1", "templates/404.html": b"2"}
    assert taken.notes == ("`404.html` was taken as `templates/404.html`.",)


def test_two_folders_with_the_work_are_both_named() -> None:
    """Nobody can say which counts, so the student is asked."""
    refused = refusal_of({"lab1/app.py": b"", "lab2/app.py": b""}, APP)

    assert refused.fact == "the files of this exercise lie in 2 folders: `lab1` and `lab2`"
    assert "name that folder" in refused.hint


def test_the_work_at_the_top_counts_before_a_copy_further_down() -> None:
    """A backup in a folder is no second hand-in."""
    taken = from_files({"app.py": b"1", "backup/app.py": b"2"}, wanted=APP)

    assert (taken.files, taken.ignored) == ({"app.py": b"1"}, ("backup/app.py",))


def test_a_partial_work_at_the_top_is_not_passed_over_for_a_whole_one_below() -> None:
    """What lies at the top may be the newer one: both places are named."""
    roles = Roles(student=("app.py", "forms.py"))

    refused = refusal_of({"app.py": b"new", "old/app.py": b"", "old/forms.py": b""}, roles)

    assert refused.fact == "the files of this exercise lie in 2 folders: the top and `old`"


def test_what_is_missing_is_told_and_the_rest_is_taken() -> None:
    """One missing file of several costs the checks that need it, no more."""
    roles = Roles(student=("app.py", "models.py", "views.py"))

    taken = from_files({"app.py": b"1", "Models.py": b"2"}, wanted=roles)

    assert taken.files == {"app.py": b"1", "models.py": b"2"}
    assert taken.notes == (
        "`Models.py` was taken as `models.py`.",
        "`views.py` is missing: the checks that need it cannot pass.",
    )


def test_every_missing_file_is_named() -> None:
    """One refusal tells everything that is missing, where nothing came."""
    refused = refusal_of({"notes.txt": b""}, Roles(student=("app.py", "models.py", "views.py")))

    assert refused.fact.startswith(
        "`app.py`, `models.py`, `views.py` are missing: expected `app.py`, `models.py`, `views.py`; came"
    )


def test_a_long_list_of_what_came_is_cut() -> None:
    """A hundred names would hide the fact."""
    assert refusal_of({f"n{n:02}.txt": b"" for n in range(40)}, APP).fact.endswith("`n11.txt` and 28 more")


def test_a_wrapping_folder_stays_if_the_exercise_wants_it() -> None:
    """`blog/views.py` is the wanted name, not a wrapped `views.py`."""
    files = {"blog/views.py": b""}

    assert from_files(files, wanted=Roles(student=("blog/views.py",))).files == files


def test_a_wrapping_folder_stays_if_a_pattern_wants_it() -> None:
    """The folder of a pattern is not a wrapper either."""
    files = {"templates/a.html": b""}

    assert from_files(files, wanted=Roles(student=("templates/*.html", "*.html"))).files == files


def test_a_wrapper_around_a_wanted_folder_is_taken_off() -> None:
    """Just as many folders are taken off as make the names fit."""
    taken = from_files({"hw/blog/views.py": b""}, wanted=Roles(student=("blog/views.py",)))

    assert taken.files == {"blog/views.py": b""}
