"""What a course lets a submission use: its libraries, and the kits that know them. A sandbox is opened for one."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Preload(StrEnum):
    """What a fork server has imported before it forks: the more, the longer each fork takes."""

    LIGHT = "light"  # the course's light libraries, and what most programs take from the standard library
    FULL = "full"  # its heavy ones and asyncio as well


class Library(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A distribution that a submission may import; what it requires comes with it."""

    name: str
    preload: Preload = Preload.LIGHT


class Environment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Libraries by the names of their distributions, kits by the names of their modules in `grader.guest.kits`."""

    libraries: tuple[Library, ...] = ()
    kits: tuple[str, ...] = ()
