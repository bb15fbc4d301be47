"""The noun: a mutant, its id, its diff. An edit is a span of a file's bytes and what takes its place."""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass

CLASSIC = "classic"  # the family of the operators that take away or turn around


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Bytes `start` to `end` become `text`. `operator` and `label` say what was done to what, in a word each."""

    start: int
    end: int
    text: bytes
    operator: str
    label: str = ""
    scope: str = ""  # the function or class it happened in, dotted; empty at the top

    def applied(self, source: bytes) -> bytes:
        """Return the source with the edit."""
        return source[: self.start] + self.text + source[self.end :]

    def within(self, offset: int, scope: str) -> Edit:
        """Return the same edit for a source in which this one's begins at `offset`."""
        return Edit(
            start=self.start + offset,
            end=self.end + offset,
            text=self.text,
            operator=self.operator,
            label=self.label,
            scope=scope,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """An answer with one change, of a `family`. `id` names it as long as the changed lines and their function stay."""

    id: str
    file: str
    line: int
    content: bytes
    diff: str
    family: str = CLASSIC


def name_of(file: str, source: bytes, edit: Edit) -> str:
    """Return `app.py:create_app:drop-keyword:strict_slashes:1f2e3d`: where, what, and a hash of the change."""
    label = re.sub(r"[^\w.+<>=!/-]+", "_", edit.label).strip("_")[:30]
    before, after = _changed_lines(source, edit)
    digest = hashlib.sha256(b"\0".join((before, after))).hexdigest()[:6]
    return ":".join(part for part in (file, edit.scope, edit.operator, label, digest) if part)


def _changed_lines(source: bytes, edit: Edit) -> tuple[bytes, bytes]:
    """Return the lines an edit touches before and after it, without indentation."""
    first = source.rfind(b"\n", 0, edit.start) + 1
    last = source.find(b"\n", edit.end)
    last = len(source) if last < 0 else last
    after = source[first : edit.start] + edit.text + source[edit.end : last]
    return _squeezed(source[first:last]), _squeezed(after)


def _squeezed(text: bytes) -> bytes:
    return b"\n".join(line.strip() for line in text.splitlines())


def diff_of(file: str, before: bytes, after: bytes) -> str:
    """Return the change as a unified diff with three lines around it."""
    old, new = (content.decode("utf-8", "replace").splitlines() for content in (before, after))
    return "\n".join(difflib.unified_diff(old, new, file, file, lineterm="", n=3))
