"""The wire: plain data in exact types, capped frames, structs to the letter."""

from __future__ import annotations

import collections
import enum
import math
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.protocol import frames

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
    body = frames.frame(frames.Answer(id=1, value=frames.plain(value)))[frames.HEADER.size :]

    answer = frames.answer_of(body)

    assert isinstance(answer, frames.Answer)
    assert answer.value == value


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ([1, {"a": b"x"}], "its part [1].a is of type bytes, which is no plain data"),
        ({"a": {1: 2}}, "its part .a has a key of type int"),
        ((1, object()), "its part [1] is of type object, which is no plain data"),
        (math.nan, "it is nan"),
        ([math.inf], "its part [0] is inf"),
        ({1, 2}, "it is of type set, which is no plain data"),
    ],
)
def test_what_is_not_plain_is_refused_by_place_and_type(value: Any, place: str) -> None:
    """Bytes, sets, keys that are no text and numbers that are none do not cross."""
    with pytest.raises(frames.NotPlain) as refused:
        frames.plain(value)

    assert str(refused.value) == place


def test_a_tuple_crosses_as_a_list() -> None:
    """JSON has no other sequence."""
    assert frames.plain({"a": (1, (2,))}) == {"a": [1, [2]]}


class Text(str):
    """Says something else than it is, and is equal to all."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True

    def __str__(self) -> str:
        return "a lie"


class Real(float):
    def __float__(self) -> float:
        return 3.0


class Table(dict[str, int]):
    def items(self) -> Any:
        return [("a lie", 0)]


class Row(NamedTuple):
    id: int
    name: str


class Number(enum.IntEnum):
    ONE = 1


@pytest.mark.parametrize(
    ("value", "underneath"),
    [
        (Text("x"), "x"),
        (Real(1.5), 1.5),
        (Table(a=1), {"a": 1}),
        ({Text("k"): Number.ONE}, {"k": 1}),
        ([Row(1, "ada")], [[1, "ada"]]),
        (collections.OrderedDict(a=[True]), {"a": [True]}),
    ],
)
def test_a_subclass_crosses_as_what_it_is_underneath(value: Any, underneath: Any) -> None:
    """Named tuples and enums are ordinary answers; a method that lies is not asked."""
    crossed = frames.plain(value)

    assert exact(crossed) == exact(underneath)


def exact(value: Any) -> Any:
    """A value with the name of each type in it."""
    if type(value) is list:
        return [exact(item) for item in value]
    if type(value) is dict:
        return [(exact(key), exact(item)) for key, item in value.items()]
    return type(value).__name__, repr(value)


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
    with pytest.raises(frames.ProtocolBroken):
        frames.answer_of(body)


@given(st.binary(max_size=200))
def test_random_bytes_never_do_anything_else_than_break_the_protocol(body: bytes) -> None:
    """Decoding either gives a message or says that there is none."""
    try:
        message = frames.answer_of(body)
    except frames.ProtocolBroken:
        return
    assert isinstance(message, frames.Message)


def test_a_length_above_the_cap_is_refused_before_anything_is_read() -> None:
    """Four bytes are enough to refuse a frame of four gigabytes."""
    with pytest.raises(frames.ProtocolBroken):
        frames.length_of(b"\xff\xff\xff\xff")
