"""A new exercise: small, complete, and judging rightly as written. The author then changes it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from string import Template

from grader.course import templates
from grader.course.manifest import MANIFEST, decode_manifest, load_manifest
from grader.errors import UsageError
from grader.model import ID_PATTERN

_EXAMPLE_ID = "05-forms/03-files"


def new_exercise(course_root: Path, id: str, *, title: str = "", title_zh: str = "") -> list[Path]:
    """Write a skeleton below `exercises` and `solutions` of a course; return the files written.

    The id carries both numbers, such as `05-forms/03-files`; without titles the name makes them. Raises
    `UsageError` for a name that does not fit or a number that is taken; never overwrites. A new course gets its
    course.toml too: in English, and in Chinese if there is a Chinese title.
    """
    id = id.strip().strip("/")
    _refuse_bad_name(course_root, id)
    _refuse_what_is_there(course_root, id)
    files = _manifest_of_new(course_root, ["en", "zh"] if title_zh else ["en"])
    manifest = decode_manifest(files[MANIFEST].encode(), MANIFEST) if files else load_manifest(course_root)
    if title_zh and "zh" not in manifest.languages:
        raise UsageError("this course has no Chinese", hint=f"add `zh` to `languages` in {MANIFEST}")
    files |= _files(id, _titles(id, manifest.languages, " ".join(title.split()), " ".join(title_zh.split())))
    written: list[Path] = []
    for name, content in files.items():
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


def _manifest_of_new(root: Path, languages: list[str]) -> dict[str, str]:
    """Return the course.toml of a course that has neither one nor an exercise; nothing for any other."""
    if (root / MANIFEST).exists() or any((root / "exercises").glob("*/*/exercise.toml")):
        return {}
    titles = "\n".join(f"{language} = {_quoted(templates.COURSE_TITLES[language])}" for language in languages)
    words = {"languages": json.dumps(languages), "course_titles": titles}
    return {MANIFEST: Template(templates.COURSE).substitute(words)}


def _titles(id: str, languages: Sequence[str], title: str, title_zh: str) -> dict[str, str]:
    """Return the exercise's title in each language; what was not given is made of its name."""
    title = title or _module(id).replace("_", " ").capitalize()
    return {language: (title_zh or f"练习 {title}") if language == "zh" else title for language in languages}


def _files(id: str, titles: dict[str, str]) -> dict[str, str]:
    """Return the text of each file by its name below the course."""
    tasks = {language: templates.TASKS.get(language, templates.TASKS["en"]) for language in titles}
    default = next(iter(titles))
    words = {"id": id, "titles": _fields(titles), "task": tasks[default], "task_titles": _fields(tasks)}
    # `test_examples.py` is the name of the visible ones, so a module called `examples` makes way.
    checks = "test_hidden_examples.py" if _module(id) == "examples" else f"test_{_module(id)}.py"
    files = {
        f"exercises/{id}/{name.replace('CHECKS', checks)}": Template(text).substitute(words)
        for name, text in templates.EXERCISE.items()
    }
    for language, title in titles.items():
        text = templates.STATEMENTS.get(language, templates.STATEMENTS["en"])
        name = "README.md" if language == default else f"README.{language}.md"
        files[f"exercises/{id}/{name}"] = Template(text).substitute(title=title, task=tasks[language])
    return files | {f"solutions/{id}/{name}": text for name, text in templates.SOLUTIONS.items()}


def _module(id: str) -> str:
    return id.split("/")[1][3:].replace("-", "_")


def _fields(titles: dict[str, str]) -> str:
    """Return titles by language as lines of TOML: `title` for the first, `title_zh` and its like for others."""
    default = next(iter(titles))
    names = {language: "title" if language == default else f"title_{language}" for language in titles}
    return "\n".join(f"{names[language]} = {_quoted(title)}" for language, title in titles.items())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
