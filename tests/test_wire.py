"""The wire: plain data by exact type, capped frames, structs to the letter."""

from __future__ import annotations

import enum
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox import wire

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_plain_data_crosses_unchanged(value: Any) -> None:
    """What JSON holds comes out as it went in, type for type."""
    body = wire.frame(wire.Answer(id=1, value=wire.plain(value)))[wire.HEADER.size :]

    answer = wire.answer_of(body)

    assert isinstance(answer, wire.Answer)
    assert answer.value == value


class Sub(str):
    pass


class Number(enum.IntEnum):
    ONE = 1


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (Sub("x"), "$ is of type Sub"),
        (Number.ONE, "$ is of type Number"),
        ([1, {"a": b"x"}], "$[1].a is of type bytes"),
        ({"a": {1: 2}}, "$.a has a key of type int"),
        ((1, object()), "$[1] is of type object"),
        (math.nan, "$ is nan"),
        ([math.inf], "$[0] is inf"),
        ({1, 2}, "$ is of type set"),
    ],
)
def test_what_is_not_plain_is_refused_by_place_and_type(value: Any, place: str) -> None:
    """Subclasses, bytes, sets, keys that are no text and numbers that are none do not cross."""
    with pytest.raises(wire.NotPlain) as refused:
        wire.plain(value)

    assert str(refused.value) == place


def test_a_tuple_crosses_as_a_list() -> None:
    """Tuples are the one convenience."""
    assert wire.plain({"a": (1, (2,))}) == {"a": [1, [2]]}


RUBBISH = {
    "no JSON": b"hello",
    "not UTF-8": b'{"kind":"answer","id":1,"value":"\xff"}',
    "NaN": b'{"kind":"answer","id":1,"value":NaN}',
    "an infinite number": b'{"kind":"answer","id":1,"value":1e999}',
    "a lone surrogate": b'{"kind":"answer","id":1,"value":"\\ud800"}',
    "200 000 lists deep": b'{"kind":"answer","id":1,"value":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "an unknown field": b'{"kind":"answer","id":1,"value":1,"passed":true}',
    "a field of the wrong type": b'{"kind":"answer","id":"1","value":1}',
    "a missing field": b'{"kind":"answer","id":1}',
    "an unknown kind": b'{"kind":"verdict","id":1}',
    "a message of the other direction": b'{"kind":"ask","id":1,"name":"f","source":"","args":[],"kwargs":{}}',
    "something behind the end": b'{"kind":"ready"}{"kind":"ready"}',
    "nothing": b"",
}


@pytest.mark.parametrize("body", RUBBISH.values(), ids=RUBBISH.keys())
def test_what_is_no_message_to_the_letter_breaks_the_protocol(body: bytes) -> None:
    """Nothing but a valid message of a jail's is decoded."""
    with pytest.raises(wire.ProtocolBroken):
        wire.answer_of(body)


@given(st.binary(max_size=200))
def test_random_bytes_never_do_anything_else_than_break_the_protocol(body: bytes) -> None:
    """Decoding either gives a message or says that there is none."""
    try:
        message = wire.answer_of(body)
    except wire.ProtocolBroken:
        return
    assert isinstance(message, wire.Message)


def test_a_length_above_the_cap_is_refused_before_anything_is_read() -> None:
    """Four bytes are enough to refuse a frame of four gigabytes."""
    with pytest.raises(wire.ProtocolBroken):
        wire.length_of(b"\xff\xff\xff\xff")
