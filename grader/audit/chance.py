"""What an audit draws, always in the same way: seeds, and samples of what is too much to grade at every save."""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


def seeds_of(id: str, count: int) -> list[int]:
    """Return seeds that are always the same for an exercise, and unlike those of another."""
    return [zlib.crc32(f"{id}:{number}".encode()) >> 1 for number in range(count)]


def sample(things: Sequence[_T], count: int | None, id: str) -> list[_T]:
    """Return so many of the things, in their order: another choice for each exercise; None for all."""
    if count is None or count >= len(things):
        return list(things)
    chosen = random.Random(zlib.crc32(id.encode())).sample(range(len(things)), count)
    return [things[index] for index in sorted(chosen)]
