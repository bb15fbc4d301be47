"""A new exercise: small, complete, and judging rightly as written. The author then changes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Template

from grader.course import templates
from grader.course.schema import ID_PATTERN
from grader.errors import UsageError

_EXAMPLE_ID = "05-forms/03-files"


def new_exercise(course_root: Path, id: str, *, title: str = "", title_zh: str = "") -> list[Path]:
    """Write a skeleton below `exercises` and `solutions` of a course; return the files written.

    The id carries both numbers, such as `05-forms/03-files`; without titles the name makes them. Raises
    `UsageError` for a name that does not fit or a number that is taken; never overwrites.
    """
    id = id.strip().strip("/")
    _refuse_bad_name(course_root, id)
    _refuse_what_is_there(course_root, id)
    written: list[Path] = []
    for name, content in _files(id, " ".join(title.split()), " ".join(title_zh.split())):
        path = course_root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
        written.append(path)
    return written


def _refuse_bad_name(root: Path, id: str) -> None:
    if re.match(ID_PATTERN, id) is not None:
        return
    hint = f"write it as NN-topic/NN-name in small letters, such as `{_EXAMPLE_ID}`"
    words = [re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in id.split("/")]
    bare = [re.sub(r"^[0-9]+-", "", part) for part in words]
    if len(bare) == 2 and all(bare):
        hint += f"; free is `{_with_numbers(root, *bare)}`"
    raise UsageError(f"`{id}` is no name for an exercise", hint=hint)


def _with_numbers(root: Path, topic: str, name: str) -> str:
    """Return an id for words without numbers: the topic that is there, or the next, and the next exercise."""
    exercises = root / "exercises"
    known = next((path.name for path in sorted(exercises.glob("[0-9][0-9]-*")) if path.name[3:] == topic), None)
    topic_folder = known or f"{_next_number(exercises)}-{topic}"
    return f"{topic_folder}/{_next_number(exercises / topic_folder)}-{name}"


def _next_number(folder: Path) -> str:
    return f"{max((int(path.name[:2]) for path in folder.glob('[0-9][0-9]-*')), default=0) + 1:02}"


def _refuse_what_is_there(root: Path, id: str) -> None:
    for top in ("exercises", "solutions"):
        if (root / top / id).exists():
            raise UsageError(f"`{top}/{id}` is already there", hint="choose another name, or remove the folder")
    topic, name = id.split("/")
    exercises = root / "exercises"
    for folder, part in ((exercises, topic), (exercises / topic, name)):
        for taken in sorted(folder.glob(f"{part[:2]}-*")):
            if taken.name != part:
                hint = f"the next free number is {_next_number(folder)}"
                raise UsageError(f"the number of `{part}` is taken by `{taken.name}`", hint=hint)


def _files(id: str, title: str, title_zh: str) -> Iterator[tuple[str, str]]:
    """Yield the name below the course, and the text, of each file."""
    module = id.split("/")[1][3:].replace("-", "_")
    title = title or module.replace("_", " ").capitalize()
    words = {"id": id, "title": title, "title_zh": title_zh or f"练习 {title}"}
    quoted = {f"{key}_toml": json.dumps(word, ensure_ascii=False) for key, word in words.items()}
    # `test_examples.py` is the name of the visible ones, so a module called `examples` makes way.
    checks = "test_hidden_examples.py" if module == "examples" else f"test_{module}.py"
    for name, text in templates.EXERCISE.items():
        yield f"exercises/{id}/{name.replace('CHECKS', checks)}", Template(text).substitute(words | quoted)
    for name, text in templates.SOLUTIONS.items():
        yield f"solutions/{id}/{name}", Template(text).substitute(words | quoted)
