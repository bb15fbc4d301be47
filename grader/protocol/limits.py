"""What one submission may use: the `[limits]` of exercise.toml, and what a jail is held to. One struct for both."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

KIB: Final = 1024
MIB: Final = 1024 * KIB
LEAST_WALL_MS: Final = 100


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a submission may use. The defaults suit an ordinary exercise; every maximum is bounded."""

    cpu_ms: Annotated[int, Meta(ge=100, le=60_000)] = 2_000  # processor time of one check
    wall_ms: Annotated[int, Meta(ge=LEAST_WALL_MS, le=120_000)] = 5_000  # time on the clock of one check
    total_wall_ms: Annotated[int, Meta(ge=1_000, le=600_000)] = 60_000  # of all checks together
    memory_bytes: Annotated[int, Meta(ge=64 * MIB, le=4096 * MIB)] = 512 * MIB
    threads: Annotated[int, Meta(ge=1, le=1024)] = 128
    open_files: Annotated[int, Meta(ge=16, le=1024)] = 64
    file_bytes: Annotated[int, Meta(ge=4 * KIB, le=256 * MIB)] = 8 * MIB  # of one file
    disk_bytes: Annotated[int, Meta(ge=64 * KIB, le=512 * MIB)] = 16 * MIB  # of all files together
    disk_files: Annotated[int, Meta(ge=16, le=10_000)] = 512  # files and folders together
    output_bytes: Annotated[int, Meta(ge=1 * KIB, le=1 * MIB)] = 64 * KIB  # what the program prints
    body_bytes: Annotated[int, Meta(ge=1 * KIB, le=16 * MIB)] = 1 * MIB  # of one HTTP answer
    header_bytes: Annotated[int, Meta(ge=1 * KIB, le=256 * KIB)] = 64 * KIB  # of one HTTP answer
    reply_bytes: Annotated[int, Meta(ge=4 * KIB, le=32 * MIB)] = 2 * MIB  # of one frame: a body is base64 in it

    def __post_init__(self) -> None:
        if self.wall_ms > self.total_wall_ms:
            raise ValueError(f"total_wall_ms: expected at least wall_ms ({self.wall_ms}), got {self.total_wall_ms}")

    def within(self, wall_ms: int) -> Limits:
        """Return the same limits with no more than `wall_ms` of waiting, but never less than any limits allow."""
        if wall_ms >= self.wall_ms:
            return self
        return msgspec.structs.replace(self, wall_ms=max(LEAST_WALL_MS, wall_ms))
