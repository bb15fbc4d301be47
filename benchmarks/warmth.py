"""What a light server saves: the start of a sandbox, and a grading, light against full, taken in turns.

    python benchmarks/warmth.py [--rounds 20] [--only 04-routing]

Prints medians in milliseconds and their ratio for exercises that name no heavy library.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import time
from collections.abc import Callable

from grader.course import Course
from grader.grading.grader import Grader
from grader.grading.prepare import preload_for
from grader.model import Level, Outcome
from grader.protocol.environment import Preload
from grader.sandbox.levels import open_sandbox

ENVIRONMENT = Course.default().manifest.environment


def main() -> None:
    """Measure, and print a line for the start and one for each exercise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="04-routing", help="exercises whose id holds this text")
    options = parser.parse_args()
    starts: dict[Preload, list[float]] = {preload: [] for preload in Preload}
    for _ in range(max(3, options.rounds // 4)):
        for preload in Preload:
            starts[preload].append(milliseconds(lambda: start(preload)))  # noqa: B023  called in this turn of the loop
    show("start of a sandbox", starts)
    course = Course.default()
    exercises = [course.load(id) for id in course.ids() if options.only in id]
    with contextlib.ExitStack() as stack:
        graders = {
            preload: stack.enter_context(Grader(open_sandbox(Level.STRONG, environment=ENVIRONMENT, preload=preload)))
            for preload in Preload
        }
        for exercise in exercises:
            if preload_for(exercise) is Preload.FULL:
                continue
            files = exercise.answer_files("reference")
            taken: dict[Preload, list[float]] = {preload: [] for preload in Preload}
            for round in range(options.rounds + 1):
                for preload, grader in graders.items():
                    took = milliseconds(lambda: passes(grader.grade_files(exercise, files, seed=1).outcome))  # noqa: B023
                    if round:  # the first collects the checks
                        taken[preload].append(took)
            show(exercise.id, taken)


def start(preload: Preload) -> None:
    """Open a sandbox as `grade run` does, self-attack and all, and close it."""
    open_sandbox(Level.STRONG, environment=ENVIRONMENT, preload=preload).close()


def passes(outcome: Outcome) -> None:
    """Stop if the reference does not get full marks: then nothing was measured."""
    assert outcome is Outcome.PASSED


def milliseconds(act: Callable[[], None]) -> float:
    """How long something takes on the clock."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def show(what: str, taken: dict[Preload, list[float]]) -> None:
    """Print both medians and how much of the full one the light one takes."""
    light, full = (statistics.median(taken[preload]) for preload in (Preload.LIGHT, Preload.FULL))
    print(f"{what:45} light {light:7.1f} ms   full {full:7.1f} ms   {light / full:.2f}", flush=True)


if __name__ == "__main__":
    main()
