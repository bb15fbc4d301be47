"""What a reply may hold: counts, lengths, depth, applied where it is decoded."""

from __future__ import annotations

from typing import Any

import pytest

from grader.protocol import bounds, frames


def response(**changes: Any) -> frames.Response:
    """A small answer, or one with too much of something."""
    return frames.Response(**{"id": 1, "status": "200 OK", "headers": [("A", "b")], "body": b"x", **changes})


def report(**changes: Any) -> frames.ExceptionReport:
    """A small exception, or one with too much of something."""
    return frames.ExceptionReport(**{"type": "KeyError", "text": "x", "where": ["app.py:1"], **changes})


def nested(depth: int) -> Any:
    """A list in a list, so many times."""
    value: Any = []
    for _ in range(depth - 1):
        value = [value]
    return value


def require(reply: frames.Reply) -> None:
    bounds.require_bounded(reply, body_bytes=100, header_bytes=1000)


@pytest.mark.parametrize(
    "reply",
    [
        response(),
        response(headers=[("A", "b")] * bounds.HEADERS, body=b"x" * 100, error=report()),
        frames.Answer(id=1, value=nested(bounds.DEPTH - 1)),
        frames.Answer(id=1, value=[0] * (bounds.ITEMS - 1)),
        frames.Raised(id=1, stage="load", trouble=report(where=["x"] * bounds.WHERE_LINES)),
        frames.BadAnswer(id=1, reason="x" * bounds.REASON_CHARS),
    ],
)
def test_what_keeps_to_the_bounds_may_enter(reply: frames.Reply) -> None:
    """Each bound itself is still allowed."""
    require(reply)


@pytest.mark.parametrize(
    "reply",
    [
        response(status="2" * (bounds.STATUS_CHARS + 1)),
        response(headers=[("A", "b")] * (bounds.HEADERS + 1)),
        response(headers=[("A", "b" * 1000)]),
        response(body=b"x" * 101),
        response(error=report(text="x" * (bounds.TEXT_CHARS + 1))),
        frames.Answer(id=1, value=nested(bounds.DEPTH + 1)),
        frames.Answer(id=1, value=[0] * (bounds.ITEMS + 1)),
        frames.Answer(id=1, value=[[0] * 1000] * 200),
        frames.Answer(id=1, value={str(number): {} for number in range(bounds.ITEMS + 1)}),
        frames.Raised(id=1, stage="load", trouble=report(type="x" * (bounds.TYPE_CHARS + 1))),
        frames.Raised(id=1, stage="load", trouble=report(where=["x"] * (bounds.WHERE_LINES + 1))),
        frames.Raised(id=1, stage="load", trouble=report(where=["x" * (bounds.LINE_CHARS + 1)])),
        frames.Raised(id=1, stage="load", loading="x" * (bounds.LINE_CHARS + 1), trouble=report()),
        frames.Answer(id=1, value=1, error=report(text="x" * (bounds.TEXT_CHARS + 1))),
        frames.BadAnswer(id=1, reason="x" * (bounds.REASON_CHARS + 1)),
    ],
)
def test_what_is_too_much_of_anything_may_not(reply: frames.Reply) -> None:
    """Whoever writes the wire without the guest is held to the same numbers."""
    with pytest.raises(frames.ProtocolBroken):
        require(reply)
