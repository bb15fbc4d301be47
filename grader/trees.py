"""A tree of files in memory, `{name: bytes}`: the one pattern language for its names, the one digest over it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fnmatch import fnmatchcase


def is_pattern(name: str) -> bool:
    """Tell whether a name stands for others."""
    return any(sign in name for sign in "*?[")


def matches(name: str, pattern: str) -> bool:
    """Tell whether a file of this name, with `/`, fits a pattern.

    `*`, `?` and `[…]` stay within one part of a name; `**` stands for any number of parts, but `folder/**` only
    for what lies below the folder.
    """
    return _match(name.split("/"), pattern.split("/"))


def _match(parts: list[str], patterns: list[str]) -> bool:
    if not patterns or not parts:
        return not patterns and not parts
    if patterns[0] != "**":
        return fnmatchcase(parts[0], patterns[0]) and _match(parts[1:], patterns[1:])
    return len(patterns) == 1 or any(_match(parts[skipped:], patterns[1:]) for skipped in range(len(parts)))


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return `sha256:` and 64 hex digits over the sorted names and the contents.

    Each stands after its length (8 bytes, big-endian), so that none runs into the next.
    """
    digest = hashlib.sha256()
    for name in sorted(files):
        for piece in (name.encode(errors="surrogateescape"), files[name]):
            digest.update(len(piece).to_bytes(8, "big"))
            digest.update(piece)
    return f"sha256:{digest.hexdigest()}"
