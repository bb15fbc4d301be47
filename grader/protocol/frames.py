"""What crosses the wall: length-prefixed JSON frames, capped, decoded into typed structs.

A frame is four bytes of length, big-endian, and that many bytes of JSON. Every question carries a number
that its answer must repeat. The trusted side reads a frame under one deadline for the whole of it and
refuses a length above the cap before it reads on; what does not decode into the expected struct, to the
letter, ends the jail.

    trusted → jailed   Job       the files and the rules; always first
                       Request   an HTTP request for an application
                       Ask       a probe: source, plain arguments
                       Noted     the answer to a Loaded
    jailed → trusted   Unconfined  a step of the confinement failed: our fault
                       Ready     confined, files written; nothing of the student's has run
                       Loaded    before an answer: a load of the student's code is through
                       Response  the answer to a Request
                       Answer    what a probe returned
                       Raised    an exception instead of either, with the student's own lines
                       BadAnswer     a probe answered something that is no plain data
"""

from __future__ import annotations

import math
import socket
import struct
from collections.abc import Callable
from typing import Any

import msgspec

FRAME_BYTES = 16 << 20  # what no frame exceeds, whatever an exercise allows
HEADER = struct.Struct(">I")


class NotPlain(TypeError):
    """A value that may not cross; says where it stands (`$.titles[0]`) and what it is."""


class ProtocolBroken(Exception):
    """The other side sent what is no valid frame."""


class PeerGone(Exception):
    """The other side closed the wire."""


class DeadlinePassed(Exception):
    """The frame was not complete in time."""


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """Base of everything that crosses."""


class Job(Message, frozen=True, tag="job"):
    """What a jail is for. `files` maps relative names to bytes; `entry` is `module:name`, or empty."""

    files: dict[str, bytes]
    entry: str
    runs_code: bool
    body_bytes: int
    header_bytes: int
    reply_bytes: int = FRAME_BYTES


class Request(Message, frozen=True, tag="request"):
    """An HTTP request for the application `app` (0 is the default one)."""

    id: int
    app: int
    environ: dict[str, str]
    body: bytes


class Ask(Message, frozen=True, tag="ask"):
    """A probe to run; with `keeps` its answer is a WSGI application that stays, under a number."""

    id: int
    name: str
    source: str
    args: list[Any]
    kwargs: dict[str, Any]
    keeps: bool = False


class Noted(Message, frozen=True, tag="noted"):
    """That a load is through was noted, and with it what was printed until then: the program may go on."""


class Unconfined(Message, frozen=True, tag="unconfined"):
    """A step of the confinement failed; nothing of the student's has run, nothing is graded."""

    step: str
    problem: str


class Ready(Message, frozen=True, tag="ready"):
    """Confined and waiting; nothing of the student's has run."""


class Loaded(Message, frozen=True, tag="loaded"):
    """A load of the student's code is through, for the first time; its name is from `grader.protocol.loads`."""

    what: str


class Response(Message, frozen=True, tag="response"):
    """An HTTP answer. `error` is set when a view raised, also if the framework made a 500 of it."""

    id: int
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    error: ExceptionReport | None = None


class Answer(Message, frozen=True, tag="answer"):
    """What a probe returned: plain data. `error` is set when a view that the probe visited raised."""

    id: int
    value: Any
    error: ExceptionReport | None = None


class ExceptionReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An exception in the jail: its type's name, its text, and the student's own lines, innermost last."""

    type: str
    text: str
    where: list[str]
    memory: bool = False  # the program ran out of memory


class Raised(Message, frozen=True, tag="raised"):
    """The question ended in an exception. `stage` is `load`, `probe` or `request`; `loading` names what did not load."""

    id: int
    stage: str
    trouble: ExceptionReport
    loading: str = ""


class BadAnswer(Message, frozen=True, tag="unfit"):
    """A probe's answer was no plain data, or an HTTP answer broke a cap or the WSGI rules."""

    id: int
    reason: str


ToJail = Job | Request | Ask | Noted
Reply = Response | Answer | Raised | BadAnswer
FromJail = Unconfined | Ready | Loaded | Reply


def plain(value: Any, place: str = "") -> Any:
    """Return `value` as what JSON holds, in exactly those types; raise `NotPlain` where that cannot be.

    Tuples become lists. An object of a subclass (a named tuple, a `Markup`, an `HTTPStatus`) becomes what it is
    underneath: the base class is asked, never a method that the program may have written.
    """
    if value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, str):
        text = str.__str__(value)
        if text.isascii() or _is_unicode(text):
            return text
        raise NotPlain(f"{_named(place)} is text with half a character")
    if isinstance(value, float):
        number = float.__float__(value)
        if math.isfinite(number):
            return number
        raise NotPlain(f"{_named(place)} is {number}")
    if isinstance(value, (list, tuple)):
        items = list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value)
        return [plain(item, f"{place}[{number}]") for number, item in enumerate(items)]
    if isinstance(value, dict):
        return {_key(key, place): plain(item, f"{place}.{key}") for key, item in dict.items(value)}
    raise NotPlain(f"{_named(place)} is of type {type(value).__name__}, which is no plain data")


def _key(key: Any, place: str) -> str:
    if not isinstance(key, str):
        raise NotPlain(f"{_named(place)} has a key of type {type(key).__name__}")
    return str.__str__(key)


def _named(place: str) -> str:
    """Say which part of a value is meant: `its part [0].name`."""
    return f"its part {place}" if place else "it"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return True


_encode = msgspec.json.Encoder().encode
_decode_to_jail: Callable[[bytes], ToJail] = msgspec.json.Decoder(ToJail).decode
_decode_from_jail: Callable[[bytes], FromJail] = msgspec.json.Decoder(FromJail).decode


def frame(message: Message) -> bytes:
    """Return a message as it crosses."""
    body = _encode(message)
    return HEADER.pack(len(body)) + body


def length_of(header: bytes, cap: int = FRAME_BYTES) -> int:
    """Return the length that a frame's header announces; raise `ProtocolBroken` above the cap."""
    (length,) = HEADER.unpack(header)
    if length > cap:
        raise ProtocolBroken(f"a frame of {length} bytes was announced")
    return int(length)


def answer_of(body: bytes) -> FromJail:
    """Decode what a jail sent; raise `ProtocolBroken` if it is not one of its messages, to the letter."""
    try:
        return _decode_from_jail(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError) as problem:
        raise ProtocolBroken(str(problem)) from None


# The jailed side trusts what comes in and has no deadline of its own.


def send(connection: socket.socket, message: Message) -> None:
    """Write a message."""
    connection.sendall(frame(message))


def send_reply(connection: socket.socket, reply: Reply, cap: int) -> None:
    """Write a reply, or say that it is too long to be written."""
    data = frame(reply)
    if len(data) - HEADER.size > cap:
        data = frame(BadAnswer(id=reply.id, reason=f"the answer is longer than {cap} bytes"))
    connection.sendall(data)


def receive(connection: socket.socket) -> ToJail | None:
    """Read a message from the trusted side; None when the wire was closed."""
    header = _exactly(connection, HEADER.size)
    if header is None:
        return None
    body = _exactly(connection, length_of(header))
    return None if body is None else _decode_to_jail(body)


def receive_job(connection: socket.socket) -> Job:
    """Read the first message; raise `ProtocolBroken` unless it is the job."""
    job = receive(connection)
    if not isinstance(job, Job):
        raise ProtocolBroken("the first message was no job")
    return job


def _exactly(connection: socket.socket, length: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(length - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)
