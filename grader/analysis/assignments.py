"""What a student earned in an assignment, which holds one exercise or several. Pure, and exact until it is shown.

An exercise counts with its weight, or, without one, with its own points. What counts how:

    graded         its share of the weight
    refused        nothing of it; where nothing else is graded, there is no mark
    not handed in  nothing of it; where nothing at all was handed in, there is no mark
    not graded     there is no mark: the fault is not the student's, and what they earned is not known yet
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.analysis.matrix import by_student
from grader.errors import UsageError
from grader.model import ClassResults, Outcome, Result

NOT_HANDED_IN = "nothing was handed in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What a class is given at once: its exercises by id, each with a weight, or None for its own points.

    `column` is what a platform calls it, where that is not its title.
    """

    title: str
    weights: Mapping[str, Fraction | None]
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one student earned of what an assignment is worth.

    `earned` is None where there is no mark; `why` says why, and `excused` whether that was no fault of the student's.
    """

    student: str
    worth: Fraction
    earned: Fraction | None
    why: str = ""
    excused: bool = False

    @property
    def share(self) -> Fraction | None:
        """The part that was earned, 0 to 1; None where there is no mark."""
        return None if self.earned is None else self.earned / self.worth


def choose(results: ClassResults, named: Sequence[Assignment], wanted: str) -> Assignment:
    """Return the assignment that is wanted: one that is named, by its title or its beginning, an exercise, or a topic's exercises.

    Without a wish it is the only one of those named that something was handed in for, or all that was handed in where none is
    named. Raises `UsageError` where that leaves a choice.
    """
    handed_in = each_exercise(results)
    if not wanted and not named:
        return _together(handed_in[0].title if len(handed_in) == 1 else "All exercises", handed_in)
    topic = [each for each in handed_in if wanted in (each.title, each.title.partition("/")[0])]
    if topic:
        return _together(wanted, topic)
    fits = _called(named, wanted) if wanted else _with_hand_ins(named, handed_in)
    if len(fits) == 1:
        return fits[0]
    there = ", ".join(f"`{each.title}`" for each in named or handed_in)
    fact = f"there {'are several assignments' if fits else 'is no assignment'}{f' `{wanted}`' if wanted else ''}"
    raise UsageError(fact, hint=f"`--assignment` takes one of {there}")


def _called(named: Sequence[Assignment], words: str) -> list[Assignment]:
    same = [each for each in named if each.title.casefold() == words.casefold()]
    return same or [each for each in named if each.title.casefold().startswith(words.casefold())]


def _with_hand_ins(named: Sequence[Assignment], handed_in: Iterable[Assignment]) -> list[Assignment]:
    ids = {each.title for each in handed_in}
    return [each for each in named if ids & set(each.weights)]


def _together(title: str, assignments: Iterable[Assignment]) -> Assignment:
    return Assignment(title=title, weights={id: None for each in assignments for id in each.weights})


def each_exercise(results: ClassResults) -> tuple[Assignment, ...]:
    """Return an assignment for each exercise that was handed in: a class that names none has these."""
    ids = sorted({row.result.exercise for row in results.rows})
    return tuple(Assignment(title=id, weights={id: None}) for id in ids)


def marks(results: ClassResults, assignment: Assignment) -> tuple[Mark, ...]:
    """Return the mark of every student of the class, by name.

    Raises `UsageError` where what an exercise is worth cannot be known, and where all are worth nothing.
    """
    weights = weights_of(results, assignment)
    return tuple(_mark(student, own, weights) for student, own in by_student(results).items())


def weights_of(results: ClassResults, assignment: Assignment) -> dict[str, Fraction]:
    """Return what each exercise of an assignment is worth; raises as `marks` does."""
    points = _points(results)
    unknown = [id for id, weight in assignment.weights.items() if weight is None and id not in points]
    if unknown:
        raise UsageError(
            f"what `{unknown[0]}` is worth in `{assignment.title}` is not known: nobody handed it in",
            hint="give it a weight",
        )
    weights = {
        id: Fraction(points[id]) if weight is None else weight
        for id, weight in assignment.weights.items()
        if points.get(id) != 0  # examples only: nothing can be earned
    }
    if sum(weights.values()) <= 0:
        raise UsageError(f"`{assignment.title}` is worth nothing", hint="give its exercises weights above 0")
    return weights


def _points(results: ClassResults) -> dict[str, int]:
    points: dict[str, int] = {}
    for row in results.rows:
        id = row.result.exercise
        points[id] = max(points.get(id, 0), row.result.max_score)
    return points


def _mark(student: str, results: Mapping[str, Result], weights: Mapping[str, Fraction]) -> Mark:
    worth = sum(weights.values(), Fraction(0))
    own = [results[id] for id in weights if id in results]
    why = _why_none(own)
    excused = any(result.outcome is Outcome.NOT_GRADED for result in own)
    earned = sum((weights[result.exercise] * _share(result) for result in own), Fraction(0))
    return Mark(student=student, worth=worth, earned=None if why else earned, why=why, excused=excused)


def _why_none(results: list[Result]) -> str:
    ours = next((result for result in results if result.outcome is Outcome.NOT_GRADED), None)
    if ours:
        return f"`{ours.exercise}` was not graded: {_fact(ours)}"
    if any(result.graded for result in results):
        return ""
    return f"`{results[0].exercise}` was refused: {_fact(results[0])}" if results else NOT_HANDED_IN


def _fact(result: Result) -> str:
    """Return a message without the way out below it: a reason stands in one line."""
    return result.message.partition("\n")[0]


def _share(result: Result) -> Fraction:
    return Fraction(result.score, result.max_score) if result.graded and result.max_score else Fraction(0)
