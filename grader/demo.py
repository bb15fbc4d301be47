"""A fictional class, assembled from the course's own answers, to see the grader at work.

Run as `python -m grader.demo FOLDER`. Some students hand in reference solutions, some know another style, most
make the known mistakes, one has not begun, and two do not play fair. What each must score is known beforehand.
"""

from __future__ import annotations

import sys
from pathlib import Path

from grader.course import Course, Exercise, check_modules, write_tree

_BEST, _OTHER_STYLE, _NOT_BEGUN = "ada", "grace", "tony"
_LEARNING = ("alan", "barbara", "donald", "edsger", "frances", "hedy", "john", "karen", "margaret", "niklaus", "radia")
# Mallory's program ends itself before anybody can look; Trudy's answers questions that were never asked.
_UNFAIR = {
    "mallory": b"import os\nos._exit(0)\n",
    "trudy": b'import os\nos.write(3, b\'\\0\\0\\0\\x24{"kind":"answer","id":1,"value":true}  \')\n',
}
_EVERY = 4  # a learning student leaves out every fourth exercise


def make_class(course: Course, folder: Path) -> dict[tuple[str, str], int]:
    """Write the class; return what each submission must score, by student and exercise id.

    Raises `UsageError` if the folder is not empty.
    """
    exercises, _ = course.load_all()
    due: dict[tuple[str, str], int] = {}
    written: dict[str, bytes] = {}
    for number, exercise in enumerate(exercises):
        for student, files, score in _hand_ins(number, exercise):
            written |= {f"{student}/{exercise.id}/{name}": content for name, content in files.items()}
            due[student, exercise.id] = score
    write_tree(written, folder)
    return due


def _hand_ins(number: int, exercise: Exercise) -> list[tuple[str, dict[str, bytes], int]]:
    full = exercise.spec.points
    solutions = exercise.solutions()
    accepted, rejected = solutions.accepted, solutions.rejected
    hand_ins = [
        (_BEST, exercise.answer_files("reference"), full),
        (_OTHER_STYLE, exercise.answer_files(accepted[number % len(accepted)]), full),
        (_NOT_BEGUN, exercise.starter(), 0),
    ]
    for place, student in enumerate(_LEARNING):
        if (place + number) % _EVERY:
            name = ["reference", *rejected][(place * 3 + number) % (len(rejected) + 1)]
            hand_ins.append((student, exercise.answer_files(name), _score_of(exercise, name)))
    python = [name for name in exercise.starter() if name.endswith(".py") and exercise.spec.files.is_student(name)]
    for student, act in _UNFAIR.items():
        if python:  # an exercise of templates alone runs no code of the student's
            files = exercise.answer_files("reference")
            hand_ins.append((student, {**files, **{name: act + files[name] for name in python}}, 0))
    return hand_ins


def _score_of(exercise: Exercise, answer: str) -> int:
    """Full marks less the checks that answers.toml says a rejected answer loses."""
    known = exercise.solutions().answers.rejected.get(answer)
    lost = {*known.fails, *known.skips} if known else set()
    checks = [check for module in check_modules(exercise) for check in module.checks if not check.visible]
    return sum(check.points or 0 for check in checks if check.name not in lost)


if __name__ == "__main__":
    make_class(Course.default(), Path(sys.argv[1]))
