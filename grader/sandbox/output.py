"""What a program prints, capped: the beginning, which says what it did, and the end, which says why it stopped."""

from __future__ import annotations

import codecs

_MOST_CONTINUED = 3  # bytes of a UTF-8 character after its first


class Printed:
    """Collects output; of more than `cap` bytes it keeps the first and the last half, and the count of the rest."""

    def __init__(self, cap: int) -> None:
        self._head_cap = cap // 2
        self._tail_cap = cap - self._head_cap
        self._head = bytearray()
        self._tail = bytearray()
        self._total = 0

    def add(self, part: bytes) -> None:
        """Take what was printed next."""
        self._total += len(part)
        room = self._head_cap - len(self._head)
        self._head += part[:room]
        self._tail += part[room:]
        if len(self._tail) > 2 * self._tail_cap:  # not each time: it moves what is kept
            del self._tail[: len(self._tail) - self._tail_cap]

    def shown(self) -> bytes:
        """Return all of it, or both ends with a line between them that says how much is missing.

        A character of UTF-8 that a cut would go through is left out.
        """
        if self._total <= self._head_cap + self._tail_cap:
            return bytes(self._head + self._tail)
        head = _without_begun(bytes(self._head))
        tail = _without_continued(bytes(self._tail[len(self._tail) - self._tail_cap :]))
        missing = self._total - len(head) - len(tail)
        return head + f"\n… {missing:,} bytes left out …\n".encode() + tail


def _without_begun(text: bytes) -> bytes:
    """Drop the first bytes of a character whose others are missing."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    decoder.decode(text)
    begun, _ = decoder.getstate()
    return text[: len(text) - len(begun)]


def _without_continued(text: bytes) -> bytes:
    """Drop the last bytes of a character whose first is missing."""
    start = 0
    while start < _MOST_CONTINUED and text[start : start + 1] and text[start] & 0xC0 == 0x80:
        start += 1
    return text[start:]
