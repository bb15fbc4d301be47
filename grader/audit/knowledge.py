"""What is learnt from the records of the reference: which checks want the same answer under every seed. Pure.

A check is *constant* when it asks the program, and everything that it heard was the same under every seed: a student who
knows one run knows them all. What differs between two gradings under one seed (a signature, a time) counts for nothing.
A check that asks clean jails alone is about files: none of the program runs there, and nobody can answer for it.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from grader.judge.records import Record
from grader.protocol import frames

_MOST_BYTES = 200 * 1024  # of the table as text: an intake takes 256 KiB of a file
_ALL_BYTES = 800 * 1024  # of all files that hold it: it takes 1 MiB of a submission

# In headers: a signature with its time, as itsdangerous writes it, and dates. Two gradings may fall into one second.
_TIMES = re.compile(r"\.[\w-]{6}\.[\w-]{27}(?![\w-])|\w{3}, \d\d[ -]\w{3}[ -]\d{4} \d\d:\d\d:\d\d GMT")

Leaves = dict[str, object]  # parts of the answers to a check, by place
Session = list[tuple[dict[str, Any], dict[str, Any]]]


def constant_checks(runs: Sequence[Sequence[Record]], again: Sequence[Record]) -> frozenset[str]:
    """Return the checks that ask the program, and heard the same in each run.

    `again` are the records of another grading under the seed of the first run.
    """
    by_check = [answers_by_check(run) for run in runs]
    first, repeated = by_check[0], answers_by_check(again)
    asking = {record.check for record in runs[0] if record.runs_code}
    return frozenset(
        check
        for check, answers in first.items()
        if check in asking
        and all(_same(answers, other.get(check, {}), _noise(answers, repeated.get(check, {}))) for other in by_check)
    )


def answers_by_check(records: Iterable[Record]) -> dict[str, Leaves]:
    """Return the parts of what each check heard; a check that asked nothing is left out."""
    found: dict[str, Leaves] = defaultdict(dict)
    asked: Counter[str] = Counter()
    for record in records:
        place = f"{record.case}#{asked[record.case]}"
        asked[record.case] += 1
        found[record.check] |= dict(_leaves(_said(record.answered), place))
    return dict(found)


def _said(reply: frames.Reply) -> object:
    match reply:
        case frames.Answer():
            return {"value": reply.value}
        case frames.Response():
            headers = [[name.lower(), _TIMES.sub("…", value)] for name, value in reply.headers]
            return {"status": reply.status, "headers": headers, "body": reply.body}
        case frames.Raised():
            return {"raised": reply.trouble.type}
        case _:
            return {"bad": True}


def _leaves(value: object, place: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield f"{place}{{}}", len(value)
        for key, item in value.items():
            yield from _leaves(item, f"{place}.{key}")
    elif isinstance(value, list):
        yield f"{place}[]", len(value)
        for index, item in enumerate(value):
            yield from _leaves(item, f"{place}[{index}]")
    else:
        yield place, value


def _noise(answers: Leaves, repeated: Leaves) -> set[str]:
    return {place for place in answers.keys() | repeated.keys() if answers.get(place) != repeated.get(place)}


def _same(answers: Leaves, other: Leaves, noise: set[str]) -> bool:
    return not (_noise(answers, other) - noise)


def packed(runs: Sequence[Sequence[Record]], files: int = 1) -> str:
    """Return what a liar knows, as text for each of its files: of as many runs as they can hold."""
    most = min(_MOST_BYTES, _ALL_BYTES // files)
    while True:
        document = [session for run in runs for session in sessions_of(run)]
        text = base64.b85encode(zlib.compress(json.dumps(document).encode(), 9)).decode()
        if len(text) <= most or len(runs) <= 1:
            return text
        runs = runs[: len(runs) * 3 // 4]


def sessions_of(records: Iterable[Record]) -> list[Session]:
    """Return the questions that the program was asked with their answers, by case, as they crossed."""
    found: dict[tuple[str, str], Session] = defaultdict(list)
    for record in records:
        if record.runs_code:
            found[record.check, record.case].append((_document(record.asked), _document(record.answered)))
    return list(found.values())


def _document(message: frames.Message) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(message))
    document.pop("source", None)  # of a probe: its name is enough to know it by
    return document
