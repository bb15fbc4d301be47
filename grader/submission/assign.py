"""What an exercise wants of a listing: which names take a role, and what the student is told of the rest."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from grader.errors import SubmissionRefused
from grader.submission.archive import is_archive_name
from grader.submission.gather import Entry, IntakeLimits, Listing, choose, read_all
from grader.submission.names import Spellings, printable, show
from grader.submission.roles import Roles, base_of
from grader.submission.standins import StandIns, stand_ins, told
from grader.trees import digest_of

_LISTED_NAMES = 12
_MOST_NOTES = 3  # of one kind
_MOST_IGNORED = 20
_IGNORED_CHARACTERS = 120
_IMPORTABLE = (".py", ".pyw", ".so", ".pyd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What is graded: exactly the files that reach the jail, by name.

    `ignored` are the names that came but are not used, printable, the shallow ones first, at most twenty and
    then how many more: those without a role, and a student's copy of a given file if it differs from ours.
    `notes` are sentences for the student: what was understood in another way than it was written, what is missing.
    `digest` is `sha256:` and 64 hex digits over `files` alone.
    """

    files: dict[str, bytes]
    ignored: tuple[str, ...]
    digest: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """A listing seen from the folder that is meant: names are relative to `base`, `outside` lies beside it."""

    base: str
    inside: list[tuple[str, Entry]]
    outside: list[str]


def takes_any(listing: Listing, wanted: Roles) -> bool:
    """Tell whether any name of a listing takes a role, in whatever folder, or stands for one that does."""
    layout = _laid_out(listing, wanted)
    return any(wanted.takes(name) for name, _ in layout.inside) or bool(
        _for_missing(layout, wanted, wanted.exact).taken
    )


def assign(listing: Listing, wanted: Roles, limits: IntakeLimits, *, sole: str = "") -> Submission:
    """Return the submission that a listing makes; nothing is read but what takes a role.

    `sole` is the name of a single file that the user named: it is meant whatever it is called. Raises
    `SubmissionRefused`.
    """
    layout = _laid_out(listing, wanted)
    pairs = [(name, entry) for name, entry in layout.inside if _has_role(name, entry, wanted)]
    missing = wanted.exact - {name for name, _ in pairs}
    found = _sole(missing, sole, wanted) or _for_missing(layout, wanted, missing)
    entries = dict(reversed(layout.inside))
    chosen = choose([*pairs, *((name, entries[other]) for name, other in found.taken.items())], limits)
    if wanted.student and not chosen:
        raise _nothing_came(layout, found, wanted)
    _refuse_shadowing(chosen, wanted)
    used = read_all(chosen, limits, packed_bytes=listing.packed_bytes) | wanted.given
    _refuse_collisions(used)
    return Submission(
        files=dict(sorted(used.items())),
        ignored=_ignored(layout, {name for name, _ in pairs} | set(found.taken.values()), wanted),
        digest=digest_of(used),
        notes=(
            *_understood(layout, chosen, found),
            *_missing_notes(sorted(missing - chosen.keys()), found, listing),
            *_shadow_notes({name for name, _ in layout.inside} - chosen.keys(), wanted),
        ),
    )


def _laid_out(listing: Listing, wanted: Roles) -> _Layout:
    base = base_of([name for name, _ in listing.found], wanted)
    return _Layout(
        base=base,
        inside=[(name.removeprefix(base), entry) for name, entry in listing.found if name.startswith(base)],
        outside=[name for name, _ in listing.found if not name.startswith(base)],
    )


def _has_role(name: str, entry: Entry, wanted: Roles) -> bool:
    """Tell whether an entry takes a role; what cannot be entered takes that of what may lie in it."""
    return wanted.takes(name) or (bool(entry.oddity or entry.barred) and wanted.leads(name))


def _sole(missing: frozenset[str], sole: str, wanted: Roles) -> StandIns | None:
    """Return that the one file which was named stands for the one that is expected, if so."""
    if not sole or wanted.takes(sole) or len(wanted.exact) != 1 or len(missing) != 1:
        return None
    (name,) = missing
    same_kind = name.rpartition(".")[2].lower() == sole.rpartition(".")[2].lower()
    return StandIns(taken={name: sole}, open={}) if same_kind else None


def _for_missing(layout: _Layout, wanted: Roles, missing: Iterable[str]) -> StandIns:
    spare = {name for name, entry in layout.inside if _is_spare(name, entry, wanted)}
    return stand_ins(set(missing) & wanted.exact, sorted(spare, key=_shallow_first))


def _is_spare(name: str, entry: Entry, wanted: Roles) -> bool:
    return not (entry.oddity or entry.barred) and name not in wanted.given and not wanted.takes(name)


def _shallow_first(name: str) -> tuple[int, str]:
    return name.count("/"), name


# What the student is told


def _understood(layout: _Layout, chosen: Mapping[str, Entry], found: StandIns) -> list[str]:
    notes = told(found.taken)
    if layout.base and layout.outside:
        notes.append(f"The files in {show(layout.base.rstrip('/'))} were taken, not what lies beside it.")
    if any(entry.respelled for entry in chosen.values()):
        notes.append("The archive writes folders with a backslash: it was read as a slash.")
    return notes


def _shadow_notes(names: Iterable[str], wanted: Roles) -> list[str]:
    """Say what breaks the program at home, though it does not come along here."""
    return [f"{fact}, also where it runs at home." for _, fact in islice(_in_the_way(names, wanted), _MOST_NOTES)]


def _missing_notes(missing: list[str], found: StandIns, listing: Listing) -> list[str]:
    verb, need = ("is", "it") if len(missing) == 1 else ("are", "them")
    notes = [f"{_listed(missing)} {verb} missing: the checks that need {need} cannot pass."] if missing else []
    notes += [f"{_which(names, name)}." for name, names in found.open.items()]
    if listing.cut:
        notes.append("The folder holds more than anyone hands in: not everything in it was looked at.")
    return notes


def _which(names: list[str], name: str) -> str:
    if len(names) == 1:
        return f"did you mean {show(names[0])}? rename it to {show(name)}"
    return f"{_listed(names)} could each be {show(name)}: rename the one that is"


def _ignored(layout: _Layout, used: set[str], wanted: Roles) -> tuple[str, ...]:
    names = {name for name, entry in layout.inside if name not in used and not _is_our_copy(name, entry, wanted)}
    names.update(layout.outside)
    names.discard("")
    shown = [_shown(name) for name in sorted(names, key=_shallow_first)[:_MOST_IGNORED]]
    more = len(names) - len(shown)
    return (*shown, *([f"and {more} more"] if more else []))


def _shown(name: str) -> str:
    cut = name[:_IGNORED_CHARACTERS]
    return printable(cut) + ("…" if cut != name else "")


def _is_our_copy(name: str, entry: Entry, wanted: Roles) -> bool:
    """Tell whether a file is a shipped one as it was shipped; one that cannot be read is not."""
    ours = wanted.given.get(name, wanted.beside.get(name))
    if ours is None or entry.oddity or entry.barred:
        return False
    try:
        return entry.read(len(ours) + 1) == ours
    except Exception:  # OSError, Unreadable: this file is not used, whatever is wrong with it
        return False


def _nothing_came(layout: _Layout, found: StandIns, wanted: Roles) -> SubmissionRefused:
    came = [*layout.outside, *(name for name, _ in layout.inside)]
    missing = sorted(wanted.exact)
    verb = "is" if len(missing) == 1 else "are"
    fact = f"{_listed(missing)} {verb} missing" if missing else "no file of this exercise was handed in"
    expected = _listed(wanted.student)
    advice = [_which(names, name) for name, names in found.open.items()]
    if not advice and any(map(is_archive_name, came)):
        advice = [_about_archives([name for name in came if is_archive_name(name)])]
    if not advice and any(name.endswith(".ipynb") for name in came):
        advice = [f"a notebook is no program: save its code as {expected}"]
    return SubmissionRefused(
        f"{fact}: expected {expected}; came {_listed(sorted(set(came), key=_shallow_first)) or 'nothing'}",
        hint="; ".join(advice) or f"hand in the folder that holds {expected}",
    )


def _about_archives(names: list[str]) -> str:
    if len(names) == 1:
        return "unpack the archive and hand in the files that are in it"
    return f"hand in one of the archives alone, or unpack it: {_listed(names)}"


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    more = len(shown) - _LISTED_NAMES
    return ", ".join(map(show, shown[:_LISTED_NAMES])) + (f" and {more} more" if more > 0 else "")


# What may not reach the jail


def _refuse_shadowing(chosen: Iterable[str], wanted: Roles) -> None:
    """Refuse a file that a pattern takes and that `import` would find instead of a library."""
    for top, fact in _in_the_way(chosen, wanted):
        raise SubmissionRefused(fact, hint=f"rename it, for example to {show(f'my_{top}')}, or leave it out")


def _in_the_way(names: Iterable[str], wanted: Roles) -> Iterator[tuple[str, str]]:
    """Yield what `import` would find instead of a library, and say so; what the exercise names is meant to be there.

    Modules that are built into the interpreter come before any file, and a folder without `__init__` is searched
    last of all: neither is ever in the way.
    Source: docs.python.org, "The import system", 5.5 (path-based finder), PEP 420.
    """
    declared = wanted.exact | wanted.given.keys()
    declared_packages = {name.split("/")[0] for name in declared if "/" in name}
    for name in sorted(names):
        top, slash, inside = name.partition("/")
        is_declared = top in declared_packages if slash else name in declared
        is_module = name.endswith(_IMPORTABLE) and (not slash or inside.split(".")[0] == "__init__")
        module = top if slash else top.split(".")[0]
        library = _shadowed(module, wanted) if is_module and not is_declared else ""
        if library:
            fact = f"{show(top + slash)} has the name of {library}: `import {module}` would find the wrong one"
            yield top + slash, fact


def _shadowed(module: str, wanted: Roles) -> str:
    if module in wanted.shadowing:
        return "a library of the course"
    is_found_first = module in sys.builtin_module_names
    return "a module of Python's standard library" if module in sys.stdlib_module_names and not is_found_first else ""


def _refuse_collisions(used: Iterable[str]) -> None:
    """Refuse a student's file that a careless file system takes for a given one."""
    spellings = Spellings()
    for name in sorted(used):
        spellings.add(name)
