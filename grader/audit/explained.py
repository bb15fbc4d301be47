"""Mutants that answers.toml names, with a reason: which entry means which mutant, and which one means none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatchcase

from grader.audit.mutation import Mutant
from grader.course import ExplainedMutant


def fits(entry: ExplainedMutant, mutant: Mutant) -> bool:
    """Tell whether an entry means a mutant: by its id, in which `*` stands for anything, or by its diff."""
    if entry.id:
        # Only `*` is special: ids hold brackets of their own.
        return fnmatchcase(mutant.id, entry.id.replace("[", "[[]").replace("?", "[?]"))
    return _changes(entry.diff) == _changes(mutant.diff)


def idle(
    entries: Iterable[ExplainedMutant], mutants: Iterable[Mutant], needed: Iterable[Mutant], settled: Collection[str]
) -> Iterator[tuple[str, bool]]:
    """Yield how an entry that none of the `needed` mutants needs is called, and whether any mutant is meant at all.

    One that means a mutant whose id is not `settled`, because it is not in the sample, may wait.
    """
    needed, mutants = list(needed), list(mutants)
    for entry in entries:
        if any(fits(entry, mutant) for mutant in needed):
            continue
        meant = [mutant for mutant in mutants if fits(entry, mutant)]
        if all(mutant.id in settled for mutant in meant):
            yield entry.id or entry.diff.strip().splitlines()[0], bool(meant)


def _changes(diff: str) -> list[str]:
    lines = [line for line in diff.splitlines() if line[:1] in ("+", "-") and line[:3] not in ("+++", "---")]
    return [line[0] + line[1:].strip() for line in lines]
