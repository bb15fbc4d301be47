"""How much of anything a reply may hold, beside the bytes of its frame: counts, lengths, depth.

The trusted side applies them to what it decoded (`require_bounded`): a program can write to the wire itself. The
guest keeps to the same numbers, so that an honest program is told what is too much instead of being cut off.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from grader.protocol import frames
from grader.protocol.loads import MOST

HEADERS = 200  # of one answer; each cookie is one
STATUS_CHARS = 200
TYPE_CHARS = 200  # of an exception's type
TEXT_CHARS = 2_000  # of an exception's text
WHERE_LINES = 8  # of the student's own, in a report
LINE_CHARS = 300
REASON_CHARS = 500
DEPTH = 64  # of lists and dicts in one another
ITEMS = 100_000  # of an answer, keys and values together


def require_bounded(reply: frames.Reply, *, body_bytes: int, header_bytes: int) -> None:
    """Raise `ProtocolBroken` for a reply that holds more than the guest would ever send."""
    match reply:
        case frames.Response():
            _require(len(reply.status) <= STATUS_CHARS, "a status line")
            _require(len(reply.headers) <= HEADERS, "headers")
            _require(size_of(reply.headers) <= header_bytes, "bytes of headers")
            _require(len(reply.body) <= body_bytes, "a body")
            if reply.error is not None:
                _require_short(reply.error)
        case frames.Answer():
            _require(is_small(reply.value), "an answer")
            if reply.error is not None:
                _require_short(reply.error)
        case frames.Raised():
            _require(len(reply.loading) <= LINE_CHARS, "the name of a load")
            _require_short(reply.trouble)
        case frames.BadAnswer():
            _require(len(reply.reason) <= REASON_CHARS, "a reason")


def require_few(loads: Collection[str]) -> None:
    """Raise `ProtocolBroken` for more loads, or longer names of them, than a guest would report."""
    _require(len(loads) <= MOST and all(len(what) <= LINE_CHARS for what in loads), "loads")


def size_of(headers: list[tuple[str, str]]) -> int:
    """Return the characters of all names and values."""
    return sum(len(name) + len(value) for name, value in headers)


def is_small(value: Any) -> bool:
    """Tell whether a plain value keeps to `DEPTH` and `ITEMS`; takes no more steps than that."""
    left, level = ITEMS, [value]
    for _ in range(DEPTH):
        left -= len(level)
        if left < 0:
            return False
        inner: list[Any] = []
        for item in level:
            if isinstance(item, list):
                inner += item[: left + 1]
            elif isinstance(item, dict):
                inner += list(item.values())[: left + 1]
            if len(inner) > left:
                return False
        if not inner:
            return True
        level = inner
    return False


def _require_short(report: frames.ExceptionReport) -> None:
    _require(len(report.type) <= TYPE_CHARS, "the type of an exception")
    _require(len(report.text) <= TEXT_CHARS, "the text of an exception")
    _require(len(report.where) <= WHERE_LINES, "lines")
    _require(all(len(line) <= LINE_CHARS for line in report.where), "a line")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise frames.ProtocolBroken(f"too much of {what}")
