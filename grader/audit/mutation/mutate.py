"""From an answer's files to its mutants."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import PurePosixPath

from grader.audit.mutation import jinja, lines, python
from grader.audit.mutation.families import FAMILIES
from grader.audit.mutation.mutant import CLASSIC, Edit, Mutant, diff_of, name_of

EVERY_FAMILY = (CLASSIC, *FAMILIES)

# What each kind of file is mutated by, and how it is told whether two texts mean the same.
_MUTATORS: dict[str, Callable[[bytes], Iterator[Edit]]] = {
    ".py": python.edits,
    ".html": jinja.edits,
    ".htm": jinja.edits,
    ".j2": jinja.edits,
    ".jinja": jinja.edits,
    ".xml": jinja.edits,
    ".sql": lines.sql_edits,
    ".toml": lines.edits,
    ".ini": lines.edits,
    ".cfg": lines.edits,
    ".conf": lines.edits,
    ".env": lines.edits,
}
_MEANINGS: dict[str, Callable[[bytes], object]] = {
    ".py": python.meaning,
    ".html": jinja.meaning,
    ".toml": lines.meaning,
}


def mutants_of(files: Mapping[str, bytes], families: Collection[str] = (CLASSIC,)) -> list[Mutant]:
    """Return every mutant of an answer's files, in the order of names, families and lines; each id once, each meaning once.

    What two families come to belongs to the first of them, whichever are asked for: a mutant's id depends on nothing else.
    """
    return [mutant for name in sorted(files) for mutant in _of_file(name, files) if mutant.family in families]


def _of_file(name: str, files: Mapping[str, bytes]) -> Iterator[Mutant]:
    source = files[name]
    suffix = PurePosixPath(name).suffix or f".{PurePosixPath(name).name.lstrip('.')}"
    mutator, meaning = _MUTATORS.get(suffix), _MEANINGS.get(suffix, bytes)
    if mutator is None:
        return
    known, ids = {meaning(source)}, dict[str, int]()
    for family, edit in _edits(name, files, mutator):
        content = edit.applied(source)
        try:
            meant = meaning(content)
        except (SyntaxError, ValueError):
            continue  # what does not parse is no mutant
        if meant in known:
            continue
        known.add(meant)
        yield _mutant(name, source, content, edit, family, ids)


def _edits(
    name: str, files: Mapping[str, bytes], mutator: Callable[[bytes], Iterator[Edit]]
) -> Iterator[tuple[str, Edit]]:
    """Yield the edits of each family in turn, those of the classic operators first."""
    yield from ((CLASSIC, edit) for edit in sorted(mutator(files[name]), key=_place))
    for family in FAMILIES.values():
        yield from ((family.name, edit) for edit in sorted(family.edits(name, files), key=_place))


def _place(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _mutant(name: str, source: bytes, content: bytes, edit: Edit, family: str, ids: dict[str, int]) -> Mutant:
    id = name_of(name, source, edit)
    ids[id] = ids.get(id, 0) + 1
    return Mutant(
        id=id if ids[id] == 1 else f"{id}-{ids[id]}",
        file=name,
        line=source.count(b"\n", 0, edit.start) + 1,
        content=content,
        diff=diff_of(name, source, content),
        family=family,
    )
