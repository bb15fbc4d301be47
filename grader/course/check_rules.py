"""The rules for an exercise's checks: what would judge wrongly, and what is only unfinished.

Each rule stands here once. They judge outlines, which are read and not imported: the compiler tells all that is
broken, and nobody's work is graded while one of `unsound` is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from grader.course.exercise import Exercise
from grader.course.outline import CheckModule, CheckOutline, check_modules, support_problems
from grader.course.problem import Problem
from grader.errors import ExerciseError


def check_problems(exercise: Exercise) -> Iterator[Problem]:
    """Yield every rule that an exercise's checks break; raises `ExerciseError` for what is no Python."""
    modules = check_modules(exercise)
    yield from unsound(exercise, modules)
    yield from _unfinished(exercise, modules)


def judging_checks(exercise: Exercise) -> tuple[tuple[CheckOutline, ...], tuple[Problem, ...]]:
    """Return the checks that grade a submission, hidden ones if there are any, and why they cannot be relied on."""
    try:
        modules = check_modules(exercise)
        problems = tuple(unsound(exercise, modules))
    except ExerciseError as error:
        return (), (Problem.of_error(error),)
    checks = [check for module in modules for check in module.checks]
    hidden = tuple(check for check in checks if not check.visible)
    return hidden if exercise.has_hidden_checks else tuple(checks), problems


# What would judge wrongly


def unsound(exercise: Exercise, modules: Sequence[CheckModule]) -> Iterator[Problem]:
    """Yield what makes a score wrong: nothing may be graded by such checks."""
    checks = [check for module in modules for check in module.checks]
    for module in modules:
        yield from module.problems
    yield from support_problems(exercise)
    if not checks:
        yield Problem(where=f"{exercise.id}/checks", fact="there are no checks", hint="write one")
    tasks = {task.number for task in exercise.spec.tasks}
    for check in checks:
        yield from _one_check(check, tasks)
    yield from _names_taken_twice(checks)
    yield from _needs(checks)
    yield from _points(exercise, checks)


def _one_check(check: CheckOutline, tasks: set[int]) -> Iterator[Problem]:
    if not check.task:
        yield _problem(check, f"`{check.name}` belongs to no task", "mark it with `@pytest.mark.task(1)`")
    elif check.task not in tasks:
        yield _problem(check, f"`{check.name}` names task {check.task}", f"exercise.toml has tasks 1 to {len(tasks)}")
    if check.visible and check.points:
        fact = f"the example `{check.name}` carries points"
        yield _problem(check, fact, "examples earn none: take the mark away")


def _names_taken_twice(checks: Sequence[CheckOutline]) -> Iterator[Problem]:
    times = Counter(check.name for check in checks)
    for check in checks:
        if times[check.name] > 1:
            hint = "give every check of an exercise a name of its own, methods too"
            yield _problem(check, f"`{check.name}` is there {times[check.name]} times", hint)


def _needs(checks: Sequence[CheckOutline]) -> Iterator[Problem]:
    """Hidden checks and examples are never run together: each needs its own kind, and none itself in the end."""
    for check in checks:
        known = {other.name for other in checks if other.visible == check.visible}
        for name in check.needs:
            if name not in known:
                hint = "name another hidden check" if not check.visible else "name another example"
                yield _problem(check, f"`{check.name}` needs `{name}`, which is no check that runs with it", hint)
    try:
        TopologicalSorter({check.name: check.needs for check in checks}).prepare()
    except CycleError as circle:
        names = ", ".join(f"`{name}`" for name in sorted(set(circle.args[1])))
        first = next(check for check in checks if check.name in circle.args[1])
        yield _problem(first, f"{names} need each other", "let one of them need nothing")


def _points(exercise: Exercise, checks: Sequence[CheckOutline]) -> Iterator[Problem]:
    total = sum(check.points for check in checks if not check.visible)
    due = exercise.spec.points if exercise.has_hidden_checks else 0
    if total != due:
        fact = f"the checks' points add up to {total}, exercise.toml says {due}"
        hint = "change `points` in exercise.toml, or the marks of the checks"
        yield Problem(where=f"{exercise.id}/checks", fact=fact, hint=hint)


# What is unfinished


def _unfinished(exercise: Exercise, modules: Sequence[CheckModule]) -> Iterator[Problem]:
    """Yield what an exercise owes its students and readers; its scores are right without."""
    where = f"{exercise.id}/checks"
    for module in modules:
        if not module.checks:
            fact, hint = "the module holds no check", "write one, or remove the file"
            yield Problem(where=f"{where}/{module.name}", fact=fact, hint=hint)
    checks = [check for module in modules for check in module.checks]
    for index, check in enumerate(checks):
        if not check.title:
            yield _problem(check, f"`{check.name}` has no docstring", "write the line that students read")
        for name in set(check.needs) & {later.name for later in checks[index:]}:
            hint = "checks are read from top to bottom: name one that stands above, or in an earlier file"
            yield _problem(check, f"`{check.name}` needs `{name}`, which stands further down", hint)
    for task in exercise.spec.tasks:
        if not any(check.points for check in checks if check.task == task.number):
            fact, hint = f"task {task.number} earns no points", "give it a hidden check with `points(…)`"
            yield Problem(where=where, fact=fact, hint=hint)
    if not any(check.visible for check in checks):
        fact = "there are no visible examples"
        yield Problem(where=f"{where}/test_examples.py", fact=fact, hint="show two or three cases of the statement")


def _problem(check: CheckOutline, fact: str, hint: str) -> Problem:
    return Problem(where=check.where, fact=fact, hint=hint)
