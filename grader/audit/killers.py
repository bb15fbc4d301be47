"""Which check kills a mutant soonest: the one that killed its neighbours, learned while mutants are graded.

One lost check ends the grading of a mutant, so the order of the checks decides what it costs, and nothing else: it is
killed or lives in any order. Nothing is known of the first few, which are spread over the lines; each wave after them is
twice as large, and all of it is asked by what the waves before it came to. A wave waits for the one before, so that
the order, and with it what feedback is searched for leaks, is the same whichever worker is the quicker one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.audit.mutation import Mutant
from grader.model import Result, State

_FIRST_WAVE = 8  # mutants


def waves(mutants: Sequence[Mutant]) -> Iterator[list[Mutant]]:
    """Yield all mutants, some and then twice as many, each time spread over what is left."""
    left, size = list(mutants), _FIRST_WAVE
    while left:
        step = -(-len(left) // size)
        yield left[::step]
        left = [mutant for place, mutant in enumerate(left) if place % step]
        size *= 2


class Killers:
    """Hears what became of mutants, and says by which checks another one is best asked first."""

    def __init__(self) -> None:
        self._kills: list[tuple[Mutant, str]] = []

    def hear(self, mutant: Mutant, result: Result) -> None:
        """Note which check a mutant lost."""
        lost = (check.id for check in result.checks if check.state not in (State.PASSED, State.SKIPPED))
        self._kills += [(mutant, check) for check in lost]

    def of(self, mutant: Mutant) -> tuple[str, ...]:
        """Return the checks that killed others, those of the nearest lines of the same file first."""

        def distance(kill: tuple[Mutant, str]) -> tuple[bool, int, str]:
            other, _ = kill
            return other.file != mutant.file, abs(other.line - mutant.line), other.id

        return tuple(dict.fromkeys(check for _, check in sorted(self._kills, key=distance)))
