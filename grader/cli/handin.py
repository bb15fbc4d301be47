"""Pack an exercise for handing in: all that counts, and nothing else."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import ExerciseArgument, JsonFlag, PathArgument, course_of, open_grader
from grader.cli.output import print_data, print_json, print_status
from grader.cli.run import exit_code_of
from grader.errors import SubmissionRefused, UsageError
from grader.model import Outcome, Result

if TYPE_CHECKING:
    from grader.course import Exercise
    from grader.submission import Roles, Submission


def handin(
    ctx: typer.Context,
    exercise: ExerciseArgument = None,
    path: PathArgument = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="The zip; without it, TOPIC__EXERCISE.zip here.", show_default=False
        ),
    ] = None,
    student: Annotated[
        str | None,
        typer.Option(
            "--student", metavar="NAME", help="Your name, if your instructor asks for it.", show_default=False
        ),
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Pack a started exercise as one zip to hand in.

    It checks that every file is there, runs the visible examples, and packs the files that count. A small
    `handin.toml` in it names the exercise and, with `--student`, you; there is nothing else about you in it. The zip
    is written also where an example fails. Inside a working folder it is put beside that folder.

    Exit codes: 0, 1 an example fails or a file is missing, 2 usage, 3 the exercise is wrong, 4 the examples could not be run.

    \b
    Example:
      grade handin my-hello --out my-hello.zip
    """
    from grader.cli.resolve import target_of
    from grader.grading.prepare import prepare
    from grader.submission import take_in
    from grader.submission.handin import Label, pack, student_name

    target = target_of(course_of(ctx), exercise, path)
    file = out if out is not None else _beside_the_work(target.path) / f"{target.exercise.id.replace('/', '__')}.zip"
    _refuse_out(file, target.exercise)
    label = Label(
        exercise=target.exercise.id,
        course_version=target.exercise.manifest.version,
        student="" if student is None else student_name(student),
    )
    roles = prepare(target.exercise).roles
    submission = take_in(target.path, wanted=roles)
    _refuse_incomplete(submission, roles)
    result = _examples(target.exercise, submission)
    files = {name: content for name, content in submission.files.items() if name not in roles.given}
    _write(file, pack(files, label))
    if json:
        print_json(_as_json(target.exercise, file, files, submission, result, label.student))
    else:
        _tell(result, submission, file, list(files))
    raise typer.Exit(exit_code_of(result))


def _beside_the_work(path: Path) -> Path:
    """Return where the zip goes: this folder, or the one above if this is the work, of which it is no part."""
    here = Path()
    return Path("..") if path.is_dir() and here.resolve().is_relative_to(path.resolve()) else here


def _refuse_out(file: Path, exercise: Exercise) -> None:
    """Raise `UsageError` where no zip can be put, and where something else than a hand-in of this exercise lies."""
    from grader.submission.handin import read_handin

    if not file.parent.is_dir():
        raise UsageError(f"there is no folder `{file.parent}`", hint="name a file in a folder that is there")
    if not os.path.lexists(file):
        return
    label = None if file.is_dir() else read_handin(file)
    if label is None or label.exercise != exercise.id:
        raise UsageError(
            f"`{file}` is there, and is no hand-in of `{exercise.id}`", hint="name another file with `--out FILE`"
        )


def _refuse_incomplete(submission: Submission, roles: Roles) -> None:
    missing = sorted(roles.exact - submission.files.keys())
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        raise SubmissionRefused(
            f"{names} {'is' if len(missing) == 1 else 'are'} missing: nothing was written",
            hint="; ".join(submission.notes) or "put it there, then hand in again",
        )


def _examples(exercise: Exercise, submission: Submission) -> Result:
    """Run the visible examples alone, as in a handout: the hidden checks run where the work is handed in."""
    from grader.course import examples_of
    from grader.grading.grader import new_seed

    with tempfile.TemporaryDirectory() as folder:
        visible = examples_of(exercise, Path(folder)) if exercise.has_hidden_checks else exercise
        with open_grader(None, None, visible) as grader:
            return grader.grade_submission(visible, submission, seed=new_seed())


def _write(file: Path, content: bytes) -> None:
    from grader.course.files import replace_file

    try:
        replace_file(file, content)
    except OSError as error:
        fact = f"`{file}` cannot be written: {error.strerror}"
        raise UsageError(fact, hint="name another file with `--out FILE`") from None


def _tell(result: Result, submission: Submission, file: Path, names: list[str]) -> None:
    from grader.report.terminal import show_result
    from grader.report.text import visible_line
    from grader.report.words import READY, score_words

    if result.outcome is not Outcome.PASSED:
        show_result(result, sys.stdout)
    else:
        for note in submission.notes:
            print_status(visible_line(note))
        print_data(f"{score_words(result).capitalize()}.")
    print_data(f"{file}: {visible_line(', '.join(names))}")
    if result.outcome is Outcome.PASSED:
        print_status(READY)
    else:
        print_status("The zip is written, but not every example holds: mend them first, or hand it in as it is.")


def _as_json(
    exercise: Exercise, file: Path, files: dict[str, bytes], submission: Submission, result: Result, student: str
) -> dict[str, object]:
    from grader.report.words import passed

    return {
        "exercise": exercise.id,
        "file": str(file),
        "files": list(files),
        "ignored": list(submission.ignored),
        "notes": list(submission.notes),
        "student": student,
        "examples": len(result.checks),
        "examples_passed": passed(result),
    }
