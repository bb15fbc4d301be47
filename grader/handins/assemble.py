"""From what a layout read to the plan of a class: whose row, which exercise, which of several attempts.

Who handed in is what the platform or the teacher's folder says. A label's student is asked only where nothing else
tells; where it contradicts, or where two people's entries name one student, each keeps a row of its own, and that is
told: neither takes the other's place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from grader.handins.exercises import ExerciseNames
from grader.handins.moodle import is_nameless
from grader.handins.named import inner_names, says_nothing_of_people
from grader.handins.nouns import Attempt, Claim, ClassPlan, HandIn, Reading
from grader.handins.people import Match, People, folded
from grader.handins.pieces import Piece, pieces_of
from grader.handins.roster import Person
from grader.handins.source import Download
from grader.submission.names import decoded, printable, show

_GIVING_BACK = ("moodle", "canvas")  # platforms that take feedback back by the names in their download


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known before a download is looked at: the exercises, the people, and what was asked for.

    `asked_by` returns the exercises that a name of anybody's making speaks of, by class.toml.
    """

    names: ExerciseNames
    people: People | None = None
    asked: tuple[str, ...] = ()
    asked_by: Callable[[str], tuple[str, ...]] = lambda _: ()


@dataclass(slots=True)
class _Entry:
    """One attempt on its way to a row."""

    attempt: Attempt
    pieces: list[Piece]
    match: Match
    row: str = ""
    person: Person | None = None


def assemble(reading: Reading, download: Download, known: Known) -> ClassPlan:
    """Return the plan of a class."""
    return _Assembly(reading, download, known).plan()


@dataclass(slots=True)
class _Told:
    """Sentences for whoever runs the class, each once."""

    look: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)

    def odd(self, sentence: str) -> None:
        if sentence and sentence not in self.look:
            self.look.append(sentence)


class _Assembly:
    """The rows and jobs so far."""

    def __init__(self, reading: Reading, download: Download, known: Known) -> None:
        self._reading = reading
        self._known = known
        self._told = _Told(look=[*map(printable, reading.needs_a_look), *download.needs_a_look])
        self._entries = [entry for attempt in reading.attempts for entry in self._entries_of(attempt, download)]
        self._people: dict[str, Person] = {}
        self._unknown: list[str] = []

    def _entries_of(self, attempt: Attempt, download: Download) -> Iterator[_Entry]:
        asked = self._known.asked or self._known.asked_by(attempt.claim.text)
        pieces = pieces_of(attempt, download, self._known.names, asked)
        for claim in (attempt.claim, *attempt.others):
            match = self._known.people.find(claim) if self._known.people else Match()
            everybody: Sequence[Person | None] = match.people or [None]
            for person in everybody:
                mine = replace(attempt, claim=claim)
                yield _Entry(attempt=mine, pieces=pieces, match=match, person=None if match.is_contested else person)

    def plan(self) -> ClassPlan:
        self._give_rows()
        idle = self._idle_rows()
        jobs = [job for group in self._groups() for job in self._chosen(group)]
        roster = self._known.people.rows() if self._known.people else []
        rows = dict.fromkeys([*roster, *sorted({*(entry.row for entry in self._entries), *idle})])
        return ClassPlan(
            jobs=tuple(jobs),
            unknown_folders=tuple(dict.fromkeys(self._unknown)),
            students=tuple(rows),
            needs_a_look=tuple(self._told.look),
            layout=self._reading.layout,
            late=tuple(self._told.late),
            again=tuple(self._told.again),
            people=self._people,
        )

    # Whose row

    def _give_rows(self) -> None:
        for entry in self._entries:
            if entry.person is not None:
                entry.row = self._row_of(entry.person)
        sure = {entry.row for entry in self._entries if entry.row}
        self._by_labels([entry for entry in self._entries if not entry.row], sure)
        self._by_own_names([entry for entry in self._entries if not entry.row])
        for entry in self._entries:
            self._told.odd(entry.match.odd if entry.person is None or entry.match.people else "")
            self._contradictions(entry)

    def _row_of(self, person: Person) -> str:
        assert self._known.people is not None
        row = self._known.people.row_of(person)
        self._people[row] = person
        return row

    def _by_labels(self, entries: list[_Entry], sure: set[str]) -> None:
        """Give a row by a label's word, where one entry alone says so and nothing else speaks for that row."""
        said = [(entry, *self._labelled(entry)) for entry in entries if not entry.match.is_contested]
        claims = Counter(row for _, row, _ in said if row)
        for entry, row, person in said:
            if not row:
                continue
            if row in sure or claims[row] > 1:
                self._told.odd(
                    f"{show(entry.attempt.called)} says in its handin.toml that it is {show(row)}'s, and another entry "
                    "is too: it has a row of its own."
                )
                continue
            entry.row, entry.person, entry.match = row, person, Match()
            if person is not None:
                self._people[row] = person

    def _labelled(self, entry: _Entry) -> tuple[str, Person | None]:
        """Return the row that an entry's labels speak of, and whose it is on the roster; "" for none."""
        claim, students = entry.attempt.claim, _label_students(entry)
        if len(students) != 1 or not claim.text:
            return "", None
        if self._known.people is None:
            is_silent = any(says_nothing_of_people(claim.text, piece.exercise) for piece in entry.pieces)
            return (students[0], None) if is_silent else ("", None)
        found = self._known.people.find(Claim(shown=students[0], text=students[0])).people
        return (self._known.people.row_of(found[0]), found[0]) if len(found) == 1 else ("", None)

    def _by_own_names(self, entries: list[_Entry]) -> None:
        taken = {entry.row for entry in self._entries if entry.row}
        taken |= set(self._known.people.rows()) if self._known.people else set()
        shown = Counter(name for name, _ in {_key(entry.attempt) for entry in entries})
        for entry in entries:
            claim = entry.attempt.claim
            row = printable(decoded(claim.shown)) or "?"
            if row in taken or shown[claim.shown] > 1:
                row = f"{row} ({claim.id or printable(decoded(entry.attempt.called))})"
            entry.row = row

    def _contradictions(self, entry: _Entry) -> None:
        for student in _label_students(entry):
            if self._is_somebody_else(student, entry):
                self._told.odd(
                    f"{show(entry.row)}: the handin.toml says that it is {show(student)}'s; "
                    f"it counts for {show(entry.row)}."
                )

    def _is_somebody_else(self, student: str, entry: _Entry) -> bool:
        if self._known.people is None:
            words = folded(f"{entry.row} {entry.attempt.claim.text}")
            return folded(student) not in words
        found = self._known.people.find(Claim(shown=student, text=student)).people
        return len(found) == 1 and found[0] != entry.person

    def _idle_rows(self) -> list[str]:
        """Return the rows of those who handed in nothing that can be graded, and say so."""
        rows: list[str] = []
        for claim in self._reading.idle:
            match = self._known.people.find(claim) if self._known.people else Match()
            found = [self._row_of(person) for person in match.people] or [self._free_name(claim, rows)]
            rows += [row for row in found if all(row != entry.row for entry in self._entries)]
            self._told.odd(match.odd)
            self._told.odd(f"{', '.join(map(show, found))} handed in nothing that can be graded.")
        return rows

    def _free_name(self, claim: Claim, rows: Sequence[str]) -> str:
        name = printable(decoded(claim.shown))
        is_taken = name in rows or name in self._people or any(name == entry.row for entry in self._entries)
        return f"{name} ({claim.id})" if is_taken else name

    # Which of several

    def _groups(self) -> list[list[tuple[_Entry, Piece]]]:
        groups: dict[tuple[str, str], list[tuple[_Entry, Piece]]] = {}
        for entry in self._merged():
            if entry.attempt.is_late:
                self._told.late.append(f"{show(entry.row)}: late.")
            if not entry.pieces:
                self._unknown.append(entry.row)
                self._told.odd(f"{show(entry.row)}: nothing says which exercise {show(entry.attempt.called)} is.")
            for piece in entry.pieces:
                self._told.odd(f"{show(entry.row)}: {piece.odd}" if piece.odd else "")
                groups.setdefault((entry.row, piece.exercise), []).append((entry, piece))
        return [groups[key] for key in sorted(groups)]

    def _merged(self) -> list[_Entry]:
        """Return the entries, single files of one person as one: nobody packs two files into two archives."""
        if self._reading.layout != "named":
            return self._entries
        by_row: dict[str, list[_Entry]] = {}
        for entry in self._entries:
            by_row.setdefault(entry.row, []).append(entry)
        return [one for entries in by_row.values() for one in self._as_one(entries)]

    def _as_one(self, entries: list[_Entry]) -> list[_Entry]:
        names = inner_names([entry.attempt for entry in entries], entries[0].person)
        pieces = [entry.pieces for entry in entries]
        is_one = names and all(
            len(own) == 1 and own[0].exercise == pieces[0][0].exercise for own in pieces if pieces[0]
        )
        if not is_one or not all(pieces):
            return entries
        files = tuple(replace(entry.pieces[0].files[0], name=name) for entry, name in zip(entries, names, strict=True))
        entries[0].pieces = [replace(entries[0].pieces[0], files=files)]
        return entries[:1]

    def _chosen(self, group: list[tuple[_Entry, Piece]]) -> list[HandIn]:
        """Return the latest of several attempts, all of them where nobody knows the latest."""
        if len(group) == 1:
            return [self._hand_in(*group[0], ())]
        entry, piece = group[0]
        said = f"{show(entry.row)}, {piece.exercise}"
        moments = [_moment(entry, piece) for entry, piece in group]
        is_timed = all(entry.attempt.moment for entry, _ in group) or len({id(entry) for entry, _ in group}) == 1
        if is_timed and len(set(moments)) == len(moments):
            entry, piece = group[max(range(len(group)), key=moments.__getitem__)]
            note = f"Handed in {len(group)} times: {show(decoded(_called(entry, piece)))} counts, as the later."
            self._told.again.append(f"{said}: {note}")
            return [self._hand_in(entry, piece, (note,))]
        self._told.again.append(
            f"{said}: handed in {len(group)} times, and nothing tells which is later: the better one counts."
        )
        self._told.odd(self._told.again[-1])
        return [self._hand_in(entry, piece, (), called=decoded(_called(entry, piece))) for entry, piece in group]

    def _hand_in(self, entry: _Entry, piece: Piece, notes: tuple[str, ...], *, called: str = "") -> HandIn:
        late = ("Handed in late, as the platform says.",) if entry.attempt.is_late else ()
        return HandIn(
            student=entry.row,
            exercise=piece.exercise,
            files=piece.files,
            notes=(*notes, *late, *entry.attempt.notes),
            called=called,
            handed_in_as=self._handed_in_as(entry),
        )

    def _handed_in_as(self, entry: _Entry) -> str:
        """Return the name of an entry in a platform's download; "" where it may be a team's: its number is nobody's."""
        is_named = self._reading.layout in _GIVING_BACK
        is_known = self._known.people is None or entry.person is not None or is_nameless(entry.attempt.claim)
        is_ones = len(entry.match.people) < 2 and is_known
        return printable(decoded(entry.attempt.called)) if is_named and is_ones else ""


def _key(attempt: Attempt) -> tuple[str, str]:
    return attempt.claim.shown, attempt.claim.id or attempt.called


def _label_students(entry: _Entry) -> list[str]:
    return list(dict.fromkeys(piece.label.student for piece in entry.pieces if piece.label and piece.label.student))


def _moment(entry: _Entry, piece: Piece) -> tuple[str, tuple[int, ...]]:
    return entry.attempt.moment, piece.copy


def _called(entry: _Entry, piece: Piece) -> str:
    return piece.called or entry.attempt.called
