"""Determinism: the reference earns full marks under every seed, and a seed gives the same result twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from grader.audit.findings import Finding, Part
from grader.audit.trials import Trial
from grader.audit.words import listed, replay, trouble_of
from grader.course import Exercise
from grader.judge.plugin import RunOptions
from grader.model import Result, State


class Determinism:
    """Grades the reference under seeds, and one answer twice under the same.

    A `listener` hears each grading of the reference with its records, and may ask for further ones.
    """

    def __init__(
        self, exercise: Exercise, seeds: list[int], listener: Callable[[Result], Iterable[Trial]] | None = None
    ) -> None:
        self._exercise = exercise
        self._listener = listener
        self._seeds = seeds
        self._findings: list[Finding] = []
        self._flips: dict[str, list[Result]] = defaultdict(list)
        self._first: dict[str, Result] = {}

    def trials(self) -> Iterator[Trial]:
        """Yield the gradings; the reference under the first seed was graded before, and earned full marks."""
        reference = self._exercise.answer_files("reference")
        for seed in self._seeds[1:]:
            shuffled = RunOptions(order_seed=seed, records=self._listener is not None)
            yield Trial(exercise=self._exercise, files=reference, seed=seed, options=shuffled, then=self._hear)
        for name in ("reference", *self._exercise.answer_names()[-1:]):
            files = self._exercise.answer_files(name)
            for _ in range(2):
                yield Trial(
                    exercise=self._exercise,
                    files=files,
                    seed=self._seeds[0],
                    options=RunOptions(records=name == "reference" and self._listener is not None),
                    anew=True,
                    then=self._comparer(name),
                )

    def _hear(self, result: Result) -> Iterable[Trial]:
        if not result.graded:
            self._flips[result.message or "nothing could be graded"].append(result)
        for check in result.checks:
            if check.state is not State.PASSED:
                self._flips[check.id].append(result)
        return self._listener(result) if self._listener else ()

    def _comparer(self, name: str) -> Callable[[Result], Iterable[Trial]]:
        def compare(result: Result) -> Iterable[Trial]:
            first = self._first.setdefault(name, result)
            differ = sorted(_said(first) ^ _said(result))
            if differ:
                self._findings.append(self._not_the_same(name, sorted({line[0] for line in differ}), result.seed))
            return self._listener(result) if self._listener and name == "reference" else ()

        return compare

    def _not_the_same(self, name: str, checks: list[str], seed: int) -> Finding:
        return Finding(
            part=Part.DETERMINISM,
            where=f"{self._exercise.id}/checks",
            fact=f"grading `{name}` twice with the same seed comes out differently: {listed(checks)}",
            hint=f"draw everything random from `rng`, never from the clock; {replay(self._exercise, name, seed)}",
        )

    def conclude(self) -> Iterator[Finding]:
        """Yield each check that flips, with the first seed that shows it, and what differs between two gradings."""
        yield from self._findings
        for check, results in self._flips.items():
            seed = results[0].seed
            yield Finding(
                part=Part.DETERMINISM,
                where=f"{self._exercise.id}/checks",
                fact=f"`{check}` is flaky: the reference loses it under {len(results)} of {len(self._seeds)} seeds",
                hint=f"make each case present whatever is drawn; {replay(self._exercise, 'reference', seed)}",
                detail=trouble_of([each for each in results[0].checks if each.id == check]),
            )


# Not `asked` and `answered`: a program may make names and tokens of its own, and a check may ask for them.
def _said(result: Result) -> set[tuple[str, ...]]:
    return {(check.id, check.state.value, check.message) for check in result.checks}
