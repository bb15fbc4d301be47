"""What goes to a fork server and back: one packet a question, one packet an answer.

Questions go over the control socket, which several processes may hold. With each travels a socket for its answer,
before the other descriptors: so nobody reads another's, and the answer to one who died goes nowhere. Only the first,
which says what to prepare for, is answered on the control socket itself.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from grader.protocol.environment import Environment, Preload
from grader.protocol.limits import Limits

PACKET_BYTES = 16 << 10
MOST_KEPT = 8  # files of one jail; their names fit into a packet


class Kept(StrEnum):
    """What became of a file that was asked for."""

    FILE = "file"  # an ordinary one: its descriptor, to read from, travels with the packet
    MISSING = "missing"
    NO_FILE = "no file"  # a folder, a link, or something else that cannot be read as one


class Packet(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Base of what goes over the control socket."""


class Prepare(Packet, frozen=True, tag="prepare"):
    """The first packet, without a socket for its answer: what to take ground and import for."""

    level: str
    preload: Preload
    environment: Environment


class Spawn(Packet, frozen=True, tag="spawn"):
    """Fork a child for a jail; the wire's end and the output pipe travel with the packet."""

    limits: Limits


class End(Packet, frozen=True, tag="end"):
    """Kill a jail's process if it still lives after `grace_ms`, and say how it ended. Fails for one that is gone.

    `keep` names files of the dead jail, as paths relative to its work folder, that the asker wants to read.
    """

    jail: str
    grace_ms: int = 0
    keep: tuple[str, ...] = ()


class Reset(Packet, frozen=True, tag="reset"):
    """End every jail."""


class Started(Packet, frozen=True, tag="started"):
    """The server is ready: what its ground is like, in words."""

    level: str
    detail: str


class Spawned(Packet, frozen=True, tag="spawned"):
    """A child was forked; it reports its own progress on the wire. The id cannot be guessed and never comes back."""

    jail: str


class Failed(Packet, frozen=True, tag="failed"):
    """The server could not do it, or did not understand: our fault."""

    step: str
    problem: str


class Ended(Packet, frozen=True, tag="ended"):
    """How a child ended (a negative exit code is the number of a signal), whether it was us, and what it used.

    `kept` says what became of each file that was to be kept. The descriptors of those that are files come with it, in
    that order: what is in them never passes through the server.
    """

    exit_code: int
    by_us: bool
    cpu_ms: float
    peak_bytes: int
    kept: tuple[Kept, ...] = ()


class Done(Packet, frozen=True, tag="done"):
    """Done."""


ToServer = Spawn | End | Reset
FromServer = Started | Spawned | Failed | Ended | Done
