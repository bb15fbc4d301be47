"""What the compiler found wrong."""

from __future__ import annotations

from dataclasses import dataclass

from grader.errors import ExerciseError


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One rule broken: the file (and line), the fact, and a way out, which is never empty."""

    where: str
    fact: str
    hint: str

    @classmethod
    def of_error(cls, error: ExerciseError) -> Problem:
        """Return the problem that an error states; its fact opens with the file."""
        where, _, fact = error.fact.partition(": ")
        return cls(where=where, fact=fact, hint=error.hint)
