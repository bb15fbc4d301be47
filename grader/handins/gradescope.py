"""Gradescope's export: `submission_metadata.yml`, and beside it a folder for each submission.

The metadata are read by a reader of our own for the few lines that matter: keys with no space before them are folders,
`:submitters:` is a list of names, numbers and addresses, `:created_at:` the time. What a test printed stands deeper.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from grader.handins.nouns import Attempt, Claim, Reading

METADATA = "submission_metadata.yml"
MOST_BYTES = 64 * 1024 * 1024  # what the tests printed is in it
_FOLDER = re.compile(r"(\S.*?):\s*\Z")
_FIELD = re.compile(r"  (:[a-z_]+):(?: (.*))?\Z")
_PERSON = re.compile(r"  (?:  )?(?:- |  )(:name|:sid|:email):(?: (.*))?\Z")


@dataclass(slots=True)
class Submitted:
    """What the metadata say of one folder: people as `{":name": ..., ":sid": ..., ":email": ...}`, and the time."""

    people: list[dict[str, str]] = field(default_factory=list)
    created_at: str = ""


def metadata_of(text: str) -> dict[str, Submitted]:
    """Return the metadata by folder. Lines of no interest are passed over."""
    found: dict[str, Submitted] = {}
    now, section = Submitted(), ""
    for line in text.splitlines():
        if (folder := _FOLDER.fullmatch(line)) is not None:
            now, section = found.setdefault(_scalar(folder[1]), Submitted()), ""
        elif (value := _FIELD.fullmatch(line)) is not None:
            section = value[1]
            now.created_at = _moment(_scalar(value[2] or "")) if section == ":created_at" else now.created_at
        elif section == ":submitters" and (value := _PERSON.fullmatch(line)) is not None:
            if line.lstrip().startswith("- "):
                now.people.append({})
            if now.people:
                now.people[-1][value[1]] = _scalar(value[2] or "")
    return found


def _scalar(text: str) -> str:
    """Return a YAML scalar on one line as text: plain, or in either kind of quotes."""
    text = text.strip()
    if text.startswith('"'):
        try:
            said = json.loads(text)
        except ValueError:
            return text.strip('"')
        return said if isinstance(said, str) else ""
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def _moment(text: str) -> str:
    """Return a time as Ruby prints it (nine decimals, an offset) as ISO 8601, "" for what is none."""
    said = re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|[+-]\d\d:\d\d)", text)
    try:
        return (
            datetime.fromisoformat(f"{said[1]}T{said[2]}{said[3].replace('Z', '+00:00')}").isoformat() if said else ""
        )
    except ValueError:
        return ""


def read(names: Iterable[str], metadata: dict[str, Submitted]) -> Reading:
    """Return who handed in what; of a group everybody has the same work."""
    files: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        for folder, inner in _splits(name):
            if folder in metadata:
                files.setdefault(folder, []).append((inner, name))
                break
    claims = {folder: _claims(folder, said) for folder, said in metadata.items()}
    return Reading(
        layout="gradescope",
        attempts=tuple(
            Attempt(
                claim=claims[folder][0],
                others=tuple(claims[folder][1:]),
                files=tuple(mine),
                moment=metadata[folder].created_at,
            )
            for folder, mine in files.items()
        ),
        idle=tuple(claim for folder, all in claims.items() if folder not in files for claim in all),
        needs_a_look=tuple(
            f"`{folder}` has no submitter in {METADATA}: its row is called like the folder."
            for folder, said in metadata.items()
            if not said.people
        ),
    )


def _splits(name: str) -> Iterator[tuple[str, str]]:
    """Yield a folder of a name and what stands below it; a file at the end is its own (PDF assignments)."""
    parts = name.split("/")
    for at in range(len(parts)):
        yield parts[at], "/".join(parts[at + 1 :]) or parts[at]


def _claims(folder: str, said: Submitted) -> list[Claim]:
    return [
        Claim(
            shown=person.get(":name", "") or folder,
            names=(person[":name"],) if person.get(":name") else (),
            number=person.get(":sid", ""),
            email=person.get(":email", ""),
        )
        for person in said.people
    ] or [Claim(shown=folder)]


def with_due(reading: Reading, due: datetime) -> Reading:
    """Return a reading in which what came after a time is late, where its moments are times."""
    return replace(
        reading,
        attempts=tuple(replace(one, is_late=one.is_late or _is_after(one.moment, due)) for one in reading.attempts),
    )


def _is_after(moment: str, due: datetime) -> bool:
    return re.match(r"\d{4}-\d\d-\d\dT", moment) is not None and datetime.fromisoformat(moment) > due
