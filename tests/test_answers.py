"""Answers that stand in answers.toml as a change of the reference: what they come to, and when they no longer fit."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from grader.course import AnswerKey, Course, Exercise, KnownAnswer, decode_answers, new_exercise, validate_exercise
from grader.course.answers import files_of
from grader.demo import make_class
from grader.errors import ExerciseError

ID = "05-forms/03-files"
REFERENCE_PAGE = Path(__file__).parents[1] / "docs/reference/answers-toml.md"
REFERENCE = {
    "app.py": b"import os\n\n\ndef one():\n    return 1\n\n\ndef two():\n    return 2\n",
    "templates/a.html": b"<p>a</p>\n<p>b</p>\n",
}


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    """An exercise as the skeleton writes it: two of its rejected answers are lean."""
    new_exercise(tmp_path, ID)
    return Course(tmp_path).load(ID)


def files(*change: tuple[str, str, str], diff: str = "") -> dict[str, bytes]:
    return files_of(KnownAnswer(change=change, diff=diff, why="x"), REFERENCE, "answers.toml: rejected_x")


def fact(*change: tuple[str, str, str], diff: str = "") -> str:
    with pytest.raises(ExerciseError) as caught:
        files(*change, diff=diff)
    assert caught.value.hint
    place, _, rest = caught.value.fact.partition(": rejected_x: ")
    assert place == "answers.toml", "the error names file and answer"
    return rest


def append(exercise: Exercise, text: str) -> None:
    with (exercise.solutions_folder / "answers.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def facts(exercise: Exercise) -> list[str]:
    return [f"{problem.where}: {problem.fact}" for problem in validate_exercise(exercise)]


# A change


def test_a_change_replaces_one_text_of_one_file() -> None:
    """All other text, and all other files, are the reference's."""
    changed = files(("app.py", "return 1", "return 7"))

    assert changed == {**REFERENCE, "app.py": REFERENCE["app.py"].replace(b"return 1", b"return 7")}


def test_several_changes_are_all_found_in_the_reference() -> None:
    """What one change writes is not what another looks for, and their order does not matter."""
    changes = ("app.py", "return 2", "return 1"), ("app.py", "return 1", "return 2"), ("templates/a.html", "a<", "c<")

    changed = files(*changes)

    assert changed == files(*reversed(changes))
    assert changed["app.py"] == b"import os\n\n\ndef one():\n    return 2\n\n\ndef two():\n    return 1\n"
    assert changed["templates/a.html"] == b"<p>c</p>\n<p>b</p>\n"


def test_a_change_without_an_old_text_makes_a_file() -> None:
    """A file that the reference has not got is all new text."""
    assert files(("b/__init__.py", "", ""))["b/__init__.py"] == b""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("app.py", "return 3", ""), "expected once in the reference's `app.py`, found 0 times: `return 3`"),
        (("app.py", "return", ""), "expected once in the reference's `app.py`, found 2 times: `return`"),
        (("app.py", "\n\n", ""), "expected once in the reference's `app.py`, found 4 times: `'\\n\\n'`"),
        (("app.py", "", "x"), "`app.py` is there already"),
        (("b.py", "x", "y"), "the reference has no file `b.py`"),
        (("../b.py", "", "y"), "`../b.py` is no file name"),
        (("*.py", "", "y"), "`*.py` is no file name"),
    ],
)
def test_a_change_that_does_not_fit_names_file_and_text(change: tuple[str, str, str], words: str) -> None:
    """An old text stands once, in a file that is there; a new file has a name that stays inside the folder."""
    assert fact(change) == words


def test_changes_do_not_overlap() -> None:
    """Two changes of the same text would leave open what is meant."""
    assert fact(("app.py", "return 1", "x"), ("app.py", "    return 1", "y")) == "two changes of `app.py` overlap"


def test_a_reference_that_is_no_text_is_not_changed() -> None:
    """Bytes that are no UTF-8 want a folder."""
    with pytest.raises(ExerciseError, match=r"`a\.gif` is not UTF-8 text"):
        files_of(KnownAnswer(change=(("a.gif", "a", "b"),), why="x"), {"a.gif": b"\xff"}, "answers.toml: rejected_x")


# A diff


def test_a_diff_changes_adds_and_removes_files() -> None:
    """Each file has two lines with its name, /dev/null where there is none, and hunks; line numbers may be left out."""
    diff = """\
--- app.py
+++ app.py
@@
-import os
+import sys

@@ -8,2 +8,3 @@ anything
 def two():
-    return 2
+    # two
+    return 3
--- templates/a.html
+++ /dev/null
@@
-<p>a</p>
-<p>b</p>
--- /dev/null
+++ b.txt\t2026-01-01
@@
+b
"""

    changed = files(diff=diff)

    app = b"import sys\n\n\ndef one():\n    return 1\n\n\ndef two():\n    # two\n    return 3\n"
    assert changed == {"app.py": app, "b.txt": b"b\n"}


def test_a_diff_finds_whole_lines() -> None:
    """A line that ends as another does is another line."""
    changed = files(diff="--- app.py\n+++ app.py\n@@\n-import os\n+import re\n")

    assert changed["app.py"].startswith(b"import re\n")
    assert "found 0 times: `port os`" in fact(diff="--- app.py\n+++ app.py\n@@\n-port os\n+x\n")


def test_a_removed_line_may_look_like_a_name() -> None:
    """`---` opens a file only where `+++` follows."""
    changed = files_of(
        KnownAnswer(diff="--- q.sql\n+++ q.sql\n@@\n--- a note\n SELECT 1\n", why="x"),
        {"q.sql": b"-- a note\nSELECT 1\n"},
        "w",
    )

    assert changed == {"q.sql": b"SELECT 1\n"}


@pytest.mark.parametrize(
    ("diff", "words"),
    [
        ("-a\n+b\n", "diff: expected `--- file` and `+++ file`, got `-a`"),
        ("--- a.py\n+++ b.py\n@@\n-a\n", "diff: `a.py` cannot become `b.py`"),
        ("--- app.py\n+++ app.py\n-import os\n", "diff: no `@@` stands below the file's name"),
        ("--- app.py\n+++ app.py\n@@\nimport os\n", "diff: `import os` is no line of a hunk"),
        ("--- app.py\n+++ app.py\n@@\n import sys\n-\n", "expected once in the reference's `app.py`, found 0 times: "),
        ("--- app.py\n+++ app.py\n@@\n+import sys\n", "`app.py` is there already"),
        ("--- /dev/null\n+++ app.py\n@@\n+x\n", "`app.py` is there already"),
        ("--- /dev/null\n+++ b.py\n@@\n x\n", "diff: the new file `b.py` has old lines"),
        ("--- app.py\n+++ /dev/null\n@@\n-import os\n", "`app.py` holds more than the diff takes away"),
    ],
)
def test_a_diff_that_does_not_fit_is_refused(diff: str, words: str) -> None:
    """There is no fuzz: what is not exactly so is an error of the exercise."""
    assert fact(diff=diff).startswith(words)


# In an exercise


def test_lean_answers_stand_among_the_folders(exercise: Exercise) -> None:
    """Names are sorted by kind, whichever way an answer is written."""
    append(exercise, '\n[accepted_a]\nchange = [["app.py", "as HTML", "as a page"]]\nwhy = "says it otherwise"\n')

    names = exercise.answer_names()

    assert names[:3] == ("reference", "accepted_a", "accepted_other_style")
    assert names[3:] == ("rejected_any_path", "rejected_hard_coded", "rejected_unescaped")
    assert b"as a page" in exercise.answer_files("accepted_a")["app.py"]
    assert facts(exercise) == []


def test_every_answer_that_no_longer_fits_is_a_problem(exercise: Exercise) -> None:
    """A reference that changes makes each stale change known, by answer, file and text."""
    reference = exercise.solutions_folder / "reference/app.py"
    reference.write_text(reference.read_text().replace('"/hello/<name>"', '"/hi/<name>"').replace("{escape(name)}", ""))

    found = [words.partition("/answers.toml: ")[2] for words in facts(exercise)]

    assert found == [
        "rejected_any_path: expected once in the reference's `app.py`, found 0 times: `/hello/<name>`",
        "rejected_unescaped: expected once in the reference's `app.py`, found 0 times: `{escape(name)}`",
    ]


def test_an_answer_is_not_both_folder_and_entry(exercise: Exercise) -> None:
    """Nobody should have to guess which of the two is graded."""
    shutil.copytree(exercise.solutions_folder / "reference", exercise.solutions_folder / "rejected_any_path")

    expected = f"solutions/{ID}/answers.toml: `rejected_any_path` is a folder, and is written here too"
    assert facts(exercise) == [expected]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('[accepted_a]\nwhy = "x"', "answers.toml: `accepted_a` is no answer"),
        ('[rejekted_a]\nchange = [["app.py", "/hello", "/"]]\nfails = ["test_greeting"]\nwhy = "x"', "is no answer"),
        ('[accepted_a]\nchange = [["app.py", "/hello", "/"]]', "accepted_a: missing field `why`"),
        ('[accepted_a]\nfails = ["test_greeting"]\nwhy = "x"', "accepted_a: unknown field `fails`"),
        ('[rejected_a]\nchange = [["app.py", "/hello", "/"]]\nwhy = "x"', "rejected_a: missing field `fails`"),
        ('[accepted_a]\nchange = [["a", "b", "c"]]\ndiff = "x"\nwhy = "x"', "expected either `change` or `diff`"),
        ('[accepted_a]\nchange = [["a", "b"]]\nwhy = "x"', "accepted_a.change[0]: expected list of length 3, got "),
        ('[accepted_a]\nchange = [["app.py", "return app", "return ("]]\nwhy = "x"', "/app.py:15: does not compile"),
        ('[accepted_a]\nchange = [["b.py", "", ""]]\nwhy = "x"', "/accepted_a/b.py: no student hands this file in"),
    ],
)
def test_an_entry_keeps_the_rules_of_answers(exercise: Exercise, entry: str, words: str) -> None:
    """A lean answer is judged by the same rules as a folder."""
    append(exercise, f"\n{entry}\n")

    assert any(words in found for found in facts(exercise)), facts(exercise)


@pytest.mark.parametrize("block", re.findall(r"^```toml\n(.*?)^```$", REFERENCE_PAGE.read_text("utf-8"), re.M | re.S))
def test_the_examples_of_the_reference_are_entries(block: str) -> None:
    """Each block of the page decodes, so whoever pastes it is told nothing about its shape."""
    key = decode_answers(block.encode(), "answers.toml")

    assert key != AnswerKey()


def test_a_demo_class_hands_lean_answers_in(exercise: Exercise, tmp_path: Path) -> None:
    """The fictional class makes the mistakes of answers.toml."""
    due = make_class(Course(exercise.folder.parents[2]), tmp_path / "class")

    handed_in = {path.read_bytes() for path in (tmp_path / "class").rglob("app.py")}
    assert exercise.answer_files("rejected_unescaped")["app.py"] in handed_in
    assert 7 in due.values()
