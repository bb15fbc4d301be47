"""Grade a submission again at every save, until the student has had enough."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import typer

from grader.cli.options import (
    ExerciseArgument,
    LevelOption,
    PathArgument,
    RequireOption,
    SeedOption,
    course_of,
    grade_words,
    open_grader,
)
from grader.cli.output import EXIT_OURS, complain, print_status
from grader.cli.run import exit_code_of, show
from grader.errors import ExerciseError, GraderError, UsageError
from grader.model import Result, State
from grader.trees import is_pattern

if TYPE_CHECKING:
    from grader.cli.keys import Keys
    from grader.cli.resolve import Target
    from grader.grading.grader import Grader
    from grader.report.words import Way

POLL_S = 0.25


def watch(
    ctx: typer.Context,
    exercise: ExerciseArgument = None,
    path: PathArgument = None,
    seed: SeedOption = None,
    level: LevelOption = None,
    require_level: RequireOption = None,
) -> None:
    """Grade a submission, and again at every save.

    In a terminal four keys work: r runs again, h gives a hint for the first check that fails (and at each
    further press a plainer one), l lists the checks, q quits. Without a terminal it runs at every save.

    Exit codes: after q that of the last result, as in `grade run`; 2 usage, 4 no jail, 130 after Ctrl-C.

    \b
    Example:
      grade watch 04-routing/02-converters
    """
    from grader.cli.keys import open_keys
    from grader.cli.onward import ways_on
    from grader.cli.resolve import target_of

    course = course_of(ctx)
    target = target_of(course, exercise, path)
    with open_grader(level, require_level, target.exercise) as grader, open_keys() as keys:
        ways = partial(ways_on, grade_words(ctx), course, target)
        watcher = Watcher(grader, target, seed, with_keys=keys.there, ways=ways)
        watcher.follow(keys)
    raise typer.Exit(watcher.exit_code)


class Watcher:
    """One submission under watch: what is graded, the last result, the hints given so far."""

    def __init__(
        self,
        grader: Grader,
        target: Target,
        seed: int | None,
        *,
        with_keys: bool,
        ways: Callable[[Result], Sequence[Way]] = lambda result: (),
    ) -> None:
        self._grader = grader
        self._target = target
        self._seed = seed
        self._with_keys = with_keys
        self._ways = ways
        self._result: Result | None = None
        self._hinted: dict[int, int] = {}

    @property
    def exit_code(self) -> int:
        """What the last result comes to."""
        return EXIT_OURS if self._result is None else exit_code_of(self._result)

    def follow(self, keys: Keys) -> None:
        """Grade at once, then at every save and at every `r`, until `q`."""
        from grader.cli.keys import END
        from grader.cli.polling import Changes

        files = self._target.exercise.spec.files.student
        changes = Changes(self._target.path, first=(name for name in files if not is_pattern(name)))
        self.grade("")
        while (key := keys.wait(POLL_S)) not in ("q", END):
            if key:
                self.press(key)
            if saved := changes.settled():
                self.grade(_named(saved))

    def press(self, key: str) -> None:
        """Do what a key stands for; any other key says which there are."""
        if key == "r":
            self.grade("")
            return
        if key == "h":
            self._hint()
        elif key == "l":
            self._list_checks()
        self._say_how()

    def grade(self, saved: str) -> None:
        """Grade what is there now and show it; what cannot be graded now may be after the next save."""
        from grader.course import remember
        from grader.grading.grader import new_seed
        from grader.report.audience import for_student

        _clear_screen()
        print_status(f"{time.strftime('%H:%M:%S')} {saved or self._target.exercise.id}: running the checks …")
        seed = new_seed() if self._seed is None else self._seed
        try:
            result = self._grader.grade(self._target.exercise, self._target.path, seed=seed)
        except (UsageError, ExerciseError) as error:
            complain(error)
        else:
            self._result = for_student(result)
            remember(self._target.path, self._target.exercise, result)
            show(self._result, self._ways(self._result))
        self._say_how()

    def _say_how(self) -> None:
        keys = "r run   h hint   l list of checks   q quit" if self._with_keys else "Ctrl-C ends"
        print_status(f"\nwatching {self._target.exercise.id} in {self._target.path.resolve()}\n{keys}")

    def _hint(self) -> None:
        from grader.cli.pages import show_hints

        task = self._first_unsolved()
        if task is None:
            print_status("No check fails: there is nothing to hint at.")
            return
        try:
            levels = len(self._target.exercise.hints()[task])
        except (GraderError, KeyError):
            print_status(f"Task {task} has no hints.")
            return
        self._hinted[task] = min(levels, self._hinted.get(task, 0) + 1)
        show_hints(self._target.exercise, [task], self._hinted[task], sys.stdout)

    def _first_unsolved(self) -> int | None:
        """Return the task of the check to mend first, as the last line names it; the first task where no check ran."""
        if self._result is None or not self._result.checks:
            return 1
        from grader.report.words import lost_checks

        unsolved = [check.task for check in self._result.checks if check.state is not State.PASSED]
        return next((check.task for check in lost_checks(self._result)), min(unsolved, default=None))

    def _list_checks(self) -> None:
        from grader.report.states import MARKS
        from grader.report.writer import TONES, TerminalWriter

        writer = TerminalWriter(sys.stdout)
        for check in self._result.checks if self._result else ():
            mark = MARKS[check.state]
            head = [(f"  {mark.sign} {mark.word:<13} ", TONES[mark.tone]), (f"task {check.task}  ", "dim")]
            writer.prose(head, check.title)


def _named(saved: list[str]) -> str:
    more = f" and {len(saved) - 1} more" if len(saved) > 1 else ""
    return f"{saved[0]}{more} changed"


def _clear_screen() -> None:
    """Begin a fresh screen, where there is one."""
    if sys.stdout.isatty():
        from rich.console import Console

        Console(file=sys.stdout).clear()
