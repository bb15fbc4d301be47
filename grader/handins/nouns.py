"""The nouns of this floor: what a layout reads, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.handins.roster import Person
from grader.submission.gather import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """One submission of a class: whose, to which exercise, where it lies, and how it was understood.

    It lies at `path`, or, where that holds many people's work, it is the `files`, each of which reads itself. Of
    hand-ins of one student and one exercise nobody knows which is the later: the better one counts. `called` is
    what such a one is called in the sentence that says so.
    """

    student: str
    exercise: str
    path: Path | None = None
    files: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    called: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPlan:
    """What a class's folder holds: hand-ins, every student, and what an instructor should know.

    `late` and `again` are sentences about what came late, by the word of the platform, and what came more than
    once. `people` are the roster's, by the name of their row.
    """

    jobs: tuple[HandIn, ...]
    unknown_folders: tuple[str, ...]
    students: tuple[str, ...] = ()
    needs_a_look: tuple[str, ...] = ()
    layout: str = "folders"
    late: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    people: Mapping[str, Person] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who handed in, as a platform or a teacher's folder says it; nothing of it is sure to be on the roster.

    `shown` is for people to read. `names` are the readings of a full name, the likeliest first; `platform` and `id`
    say which platform's number it is; `text` is a name of anybody's making that may hold a number and a name.
    """

    shown: str
    names: tuple[str, ...] = ()
    number: str = ""
    email: str = ""
    login: str = ""
    platform: str = ""
    id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What one claim handed in at once.

    `files` are pairs: the name that a file has within the hand-in, and its name in the download. `moment` puts
    attempts in order, "" where nothing tells; `others` are further people of the same work.
    """

    claim: Claim
    files: tuple[tuple[str, str], ...]
    moment: str = ""
    is_late: bool = False
    others: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """What it is called where there are several."""
        tops = {full.removesuffix(inner).rstrip("/") or full for inner, full in self.files}
        return min(tops, default=self.claim.shown).rpartition("/")[2] or self.claim.shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A download as a layout understands it. `idle` are claims of people who handed in nothing that can be graded."""

    layout: str
    attempts: tuple[Attempt, ...]
    idle: tuple[Claim, ...] = ()
    needs_a_look: tuple[str, ...] = ()
