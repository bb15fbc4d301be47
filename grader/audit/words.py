"""Words that several parts of the audit use."""

from __future__ import annotations

from collections.abc import Iterable

from grader.course import Exercise
from grader.model import CheckResult

_SHOWN = 300  # characters of one thing that was said
_CHECKS = 3  # whose trouble is told


def listed(names: Iterable[str]) -> str:
    """Return names between backticks, with commas."""
    return ", ".join(f"`{name}`" for name in names)


def replay(exercise: Exercise, name: str, seed: int) -> str:
    """Return the commands that grade an answer again with its seed."""
    if name == "starter":
        return f"see it with `grade run {exercise.id} exercises/{exercise.id}/starter --seed {seed}`"
    if (exercise.solutions_folder / name).is_dir():
        return f"see it with `grade run {exercise.id} solutions/{exercise.id}/{name} --seed {seed}`"
    return (
        f"see it with `grade solution {exercise.id} {name} {name}` and then "
        f"`grade run {exercise.id} {name} --seed {seed}`"
    )


def trouble_of(checks: Iterable[CheckResult]) -> str:
    """Return what the first few checks said, asked and heard, for their author."""
    lines: list[str] = []
    every = list(checks)
    for check in every[:_CHECKS]:
        lines.append(f"{check.id}: {check.message or check.state.value}")
        for label, words in (("asked", check.asked), ("answered", check.answered), ("", "\n".join(check.where))):
            if words:
                lines.append(f"  {label + ': ' if label else ''}{short(words)}")
        if check.detail and not check.message:
            lines.append(f"  {short(check.detail)}")
    if every[_CHECKS:]:
        lines.append(f"and {listed(check.id for check in every[_CHECKS:])}")
    return "\n".join(lines)


def short(text: str) -> str:
    """Return a text cut to what a report can hold, its further lines indented."""
    cut = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return cut.replace("\n", "\n    ")
