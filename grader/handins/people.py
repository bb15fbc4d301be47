"""Who is meant: a claim is held against the roster, by number first, then by name. Exactly one match is one.

Names are compared by their letters and digits alone, in NFKC and without case, their words in any rotation (`Last,
First`): platforms take the rest away, each in its way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from grader.handins.nouns import Claim
from grader.handins.roster import Person, Roster
from grader.submission.names import show

_MOST_WORDS = 8  # of a name
_MOST_TEXT_WORDS = 40
_TELLING_DIGITS = 4  # a shorter number may be anything: `实验3`, `(1)`
_RUN = re.compile(r"[0-9a-z]+")
_COPY = re.compile(r"(?:\s*\(\d{1,3}\)|\s*-\s*(?:copy|副本))+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Whom a claim means: nobody, one person, or a group's members; `odd` is a sentence where that needs a look.

    `is_contested` says that the claim speaks for two people at once.
    """

    people: tuple[Person, ...] = ()
    odd: str = ""
    is_contested: bool = False


def folded(text: str) -> str:
    """Return the letters and digits of a text, in NFKC and without case."""
    return "".join(words_of(text))


def words_of(text: str) -> list[str]:
    """Return the words of a text: runs of letters and digits, in NFKC and without case."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text[:1000]).casefold())
    return "".join(c if c.isalnum() else " " for c in plain).split()


def spellings(name: str) -> set[str]:
    """Return how a name may be written in one word: its words in every rotation."""
    words = words_of(name)[:_MOST_WORDS]
    return {"".join(words[at:] + words[:at]) for at in range(len(words))}


class People:
    """A roster, made ready for questions."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._by_name = _index(roster.people, lambda person: spellings(person.name))
        self._spaceless = [name for name in self._by_name if _is_spaceless(name)]
        self._by_group = _index(roster.people, lambda person: {folded(person.group)} - {""})
        self._numbers = {folded(person.number): person for person in roster.people if person.number}
        self._logins = _index(
            roster.people, lambda person: {folded(person.login), folded(person.ids.get("github", ""))} - {""}
        )
        self._emails = _index(roster.people, lambda person: {person.email.casefold()} - {""})
        self._ids = _index(roster.people, lambda person: {f"{name}\0{id}" for name, id in person.ids.items()})

    def row_of(self, person: Person) -> str:
        """Return what a person's row is called."""
        return self._roster.row_of(person)

    def rows(self) -> list[str]:
        """Return what everybody's rows are called, in the order of the roster."""
        return [self.row_of(person) for person in self._roster.people]

    def knows(self, claim: Claim) -> bool:
        """Tell whether a claim is exactly one person's."""
        return len(self.find(claim).people) == 1

    def find(self, claim: Claim) -> Match:
        """Return whom a claim means: by the platform's number, the school's, the address, the login, the name."""
        if claim.text:
            return self._in_text(claim.text)
        named = [person for person in self._named(claim.names) if person.ids.get(claim.platform, claim.id) == claim.id]
        for found in self._numbered(claim):
            if len(found) == 1:
                return self._agreed(found[0], named, claim)
        if len(named) == 1:
            return Match(people=tuple(named))
        if named:
            return Match(odd=f"{show(claim.shown)} is the name of {len(named)} people on the roster.")
        groups = [self._by_group[key] for name in claim.names[:1] if (key := folded(name)) in self._by_group]
        return Match(people=tuple(groups[0])) if groups else Match(odd=f"{show(claim.shown)} is not on the roster.")

    def _numbered(self, claim: Claim) -> Iterable[list[Person]]:
        yield self._ids.get(f"{claim.platform}\0{claim.id}", [])
        yield [self._numbers[key]] if (key := folded(claim.number)) in self._numbers else []
        yield self._emails.get(claim.email.casefold(), [])
        yield self._logins.get(folded(claim.login), [])

    def _named(self, names: Iterable[str]) -> list[Person]:
        """Return the people of the first of these names that anybody has."""
        found = (_one_by_one(self._by_name.get(spelt, []) for spelt in [folded(name)]) for name in names)
        return next((people for people in found if people), [])

    def _agreed(self, person: Person, named: list[Person], claim: Claim) -> Match:
        """Return the person of a number, and whether the name beside it is another's."""
        if named and person not in named:
            others = ", ".join(show(self.row_of(other)) for other in named)
            odd = f"{show(claim.shown)}: the number is {show(self.row_of(person))}'s and the name {others}'s."
            return Match(people=(person,), odd=odd, is_contested=True)
        if claim.names and not named:
            odd = f"{show(claim.shown)} has {show(self.row_of(person))}'s number and another name: a group, or renamed."
            return Match(people=(person,), odd=odd)
        return Match(people=(person,))

    def _in_text(self, text: str) -> Match:
        """Return whom a name of anybody's making means, whatever stands around number and name."""
        bare = _COPY.sub("", unicodedata.normalize("NFKC", text[:1000]).strip())
        numbered = _one_by_one([self._numbers[said]] for said in _numbers_of(bare) if said in self._numbers)
        telling = [person for person in numbered if len(folded(person.number)) >= _TELLING_DIGITS]
        named = self._names_in(bare)
        if len(telling) == 1:
            return self._agreed(telling[0], named, Claim(shown=text))
        found = [telling, named, numbered, self._logins_in(bare)]
        best = next((people for people in found if people), [])
        if len(best) == 1:
            return Match(people=tuple(best))
        if best:
            names = " and ".join(show(self.row_of(person)) for person in best[:3])
            return Match(odd=f"{show(text)} could be {names}.")
        return Match(odd=f"{show(text)} names nobody on the roster.")

    def _names_in(self, text: str) -> list[Person]:
        words = words_of(text)[:_MOST_TEXT_WORDS]
        runs = {run for at in range(len(words)) for run in accumulate(words[at : at + _MOST_WORDS])}
        whole = "".join(words)
        found = [name for name in runs if name in self._by_name]
        found += [name for name in self._spaceless if name in whole and name not in runs]
        longest = [name for name in found if not any(name != other and name in other for other in found)]
        return _one_by_one(self._by_name[name] for name in longest)

    def _logins_in(self, text: str) -> list[Person]:
        words = set(words_of(text))
        return _one_by_one(people for login, people in self._logins.items() if login in words)


def _numbers_of(text: str) -> Iterator[str]:
    """Yield what may be a number in a text: no part of a longer one, and no word's end."""
    for run in _RUN.findall(text.casefold()):
        yield from (run[:end] for end in range(1, len(run) + 1) if not run[end : end + 1].isdigit())


def _is_spaceless(name: str) -> bool:
    """Tell whether a name is in a script that puts no spaces between words, such as Chinese."""
    return len(name) > 1 and not any("LATIN" in unicodedata.name(c, "") or c.isdigit() for c in name)


def _index(people: Iterable[Person], keys: Callable[[Person], Iterable[str]]) -> Mapping[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for person in people:
        for key in keys(person):
            if person not in found.setdefault(key, []):
                found[key].append(person)
    return found


def _one_by_one(groups: Iterable[Iterable[Person]]) -> list[Person]:
    """Return the people of some groups, each once."""
    found: list[Person] = []
    for group in groups:
        found += [person for person in group if person not in found]
    return found
