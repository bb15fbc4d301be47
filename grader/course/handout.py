"""What students get: the kit of a whole course, and the working folder of one exercise.

Both are whitelists. Hidden checks, solutions and answers.toml are never named here, so they cannot leave.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final, Literal

from grader import __version__
from grader.course.course import Course
from grader.course.exercise import EXAMPLES, Exercise
from grader.course.files import read_bytes, write_tree
from grader.course.manifest import MANIFEST
from grader.course.rule_marks import without_marks
from grader.errors import ExerciseError, UsageError

MARKER: Final = ".grade.toml"
_MARKER_BYTES: Final = 4096  # ours takes a line; in a class it may be a stranger's
_README = """\
# The exercises of this course

Statements, hints, starters and visible examples. The checks that give points are not in here: they run when you
hand in.

## Set up, once

You need Python 3.11 or newer, on Linux, macOS or Windows.

```sh
python -m pip install "flask-course-grader=={version}"
```

## Work

Say once where this folder is, then work where you like:

```sh
export GRADE_COURSE="$PWD"          # in PowerShell: $env:GRADE_COURSE = "$PWD"
grade list
grade start EXERCISE my-folder
grade watch my-folder
```

`grade watch` runs the visible examples at every save; `h` gives a hint, `q` ends it. `grade run my-folder` runs them once.
`grade progress` shows how far you are. *Ready* means that every visible example holds; the hidden checks have not run.

## Hand in

```sh
grade handin my-folder
```

This checks that every file is there, runs the examples once more, and packs what counts into one zip.
"""


def write_handout(course: Course, target: Path) -> list[Path]:
    """Write the student kit into a new or empty folder; return its files.

    The kit is a course of its own: `points` stays in exercise.toml although only examples are inside.
    Everything is read before anything is written. Raises `UsageError` for a folder that holds something,
    `ExerciseError` for an exercise that cannot be read.
    """
    kits = {id: _kit(course.load(id)) for id in course.ids()}
    files = {f"exercises/{id}/{name}": content for id, kit in kits.items() for name, content in kit.items()}
    files["README.md"] = _README.format(version=__version__).encode()
    return write_tree(files | _manifest_file(course.root), target)


def examples_of(exercise: Exercise, folder: Path) -> Exercise:
    """Return the exercise as a handout holds it, written into a new or empty folder: only its examples can be run."""
    files = {f"exercises/{exercise.id}/{name}": content for name, content in _kit(exercise).items()}
    write_tree(files | _manifest_file(exercise.folder.parents[2]), folder)
    return Exercise.load(folder, exercise.id)


def _manifest_file(root: Path) -> dict[str, bytes]:
    return {MANIFEST: read_bytes(root / MANIFEST, MANIFEST)} if (root / MANIFEST).is_file() else {}


def start(exercise: Exercise, target: Path) -> list[tuple[Path, Literal["written", "kept"]]]:
    """Put statements, hints, starter and the marker into a working folder; tell what became of each file.

    A file that is there is the student's and is kept. Raises `UsageError` where a folder cannot be, and in
    the working folder of another exercise.
    """
    started = exercise_of_folder(target) if (target / MARKER).exists() else None
    if started not in (None, exercise.id):
        raise UsageError(f"`{target}` is the folder of `{started}`", hint="choose another folder for this exercise")
    files = papers(exercise) | exercise.starter()
    files[MARKER] = f'exercise = "{exercise.id}"\n'.encode()
    return [(target / name, _write_new(target / name, content)) for name, content in files.items()]


def papers(exercise: Exercise) -> dict[str, bytes]:
    """Return what a student gets to read, as it stands in a working folder: the statements and the hints."""
    return {name: _paper(exercise, name) for name in _papers(exercise)}


def exercise_of_folder(path: Path) -> str | None:
    """Return the id in the nearest marker, looking upward from a file or folder; none when there is none.

    Raises `UsageError` for a marker that cannot be read.
    """
    here = path.resolve()
    marker = next((folder / MARKER for folder in (here, *here.parents) if (folder / MARKER).is_file()), None)
    return None if marker is None else exercise_in_marker(marker)


def exercise_in_marker(marker: Path) -> str:
    """Return the id that a marker holds. Raises `UsageError` for one that cannot be read."""
    try:
        with marker.open("rb") as file:
            id = tomllib.loads(file.read(_MARKER_BYTES).decode()).get("exercise")
    except (OSError, ValueError, RecursionError):  # the last: a thousand brackets deep
        id = None
    if not isinstance(id, str):
        hint = "name the exercise on the command line, or remove the file and start the exercise again"
        raise UsageError(f"`{marker}` does not say which exercise this is", hint=hint)
    return id


def _kit(exercise: Exercise) -> dict[str, bytes]:
    papers = {name: _paper(exercise, name) for name in ("exercise.toml", *_papers(exercise))}
    starter = {f"starter/{name}": content for name, content in exercise.starter().items()}
    return papers | starter | {f"checks/{EXAMPLES}": _paper(exercise, f"checks/{EXAMPLES}")}


def _papers(exercise: Exercise) -> tuple[str, ...]:
    """What a student reads: the statements in the course's languages, and the hints."""
    return (*exercise.statements.values(), "hints.md")


def _paper(exercise: Exercise, name: str) -> bytes:
    path, where = exercise.folder / name, f"{exercise.id}/{name}"
    if path.is_symlink():
        # What a link leads to may be a check or a solution.
        raise ExerciseError(f"{where}: a symbolic link", hint="put the file itself there")
    content = read_bytes(path, where)
    if name not in exercise.statements.values():
        return content
    return without_marks(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _write_new(path: Path, content: bytes) -> Literal["written", "kept"]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        if path.parent.is_dir():
            return "kept"
        raise UsageError(f"`{path.parent}` is no folder", hint="choose another folder to start in") from None
    except OSError as error:
        hint = "choose another folder to start in"
        raise UsageError(f"`{path}` cannot be written: {error.strerror}", hint=hint) from error
    return "written"
