"""Lines in a terminal: the one place where text of ours and of strangers meets rich.

Everything goes through `visible` and is printed as plain `Text`, never as markup, so neither escapes nor
`[red]` act. Colour is rich's business: none when the file is no terminal or NO_COLOR is set. A character that
the file's encoding lacks (✓ in cp1252) becomes an ASCII twin or `?`, one for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from grader.report.text import inert, visible, visible_line

if TYPE_CHECKING:
    from rich.text import Text

Part = tuple[str, str]  # words and a rich style; "" is no style

TONES = {"good": "green", "bad": "red", "odd": "yellow", "quiet": "dim"}
MIN_BODY_CELLS = 16
NARROW_INDENT = "    "
RULE = "│ "
_TWINS = str.maketrans("✓✗●◐⏱▦↯⊘↷–·█░…“”│─", '+x*~tmc/>-.#-.""|-')


class TerminalWriter:
    """Writes to `file`, `width` cells wide; rich finds the width (80 when it is no terminal) if none is given."""

    def __init__(self, file: TextIO, width: int | None = None) -> None:
        from rich.console import Console

        self._console = Console(file=file, width=width, highlight=False, markup=False, emoji=False)
        self.width = self._console.width

    def line(self, *parts: Part) -> None:
        """One line, as long as it is."""
        text = self._text(parts)
        text.rstrip()
        self._print(text)

    def prose(self, head: Sequence[Part], body: str, style: str = "") -> None:
        """A head, and words that wrap beside it, or below it when there is no room; keeps the body's line breaks."""
        head = self._with_room(head)
        text = self._text([(visible(body).expandtabs(4), style)], clean=False)
        self._beside(head, text.wrap(self._console, self._room(head), overflow="fold"))

    def verbatim(self, head: Sequence[Part], body: str, style: str = "") -> None:
        """A head, and text that is broken where the line ends and nowhere else: every space counts.

        Each of its lines begins with a rule, so that no words of a program pass for words of the report.
        """
        from rich.cells import chop_cells

        ruled = [*self._with_room(head), (RULE, "dim")]
        room = self._room(ruled)
        lines = visible(body).expandtabs(4).split("\n")
        pieces = [piece for line in lines for piece in (chop_cells(line, room) or [""])]
        self._beside(ruled, [self._text([(piece, style)], clean=False) for piece in pieces], rule=RULE)

    def cell(self, words: str, cells: int, *, right: bool = False) -> str:
        """The words in exactly so many cells (a Chinese character takes two), cut with `…` when too long."""
        from rich.cells import cell_len, set_cell_size

        words = visible_line(words)
        if cell_len(words) > cells:
            return set_cell_size(words, cells - 1) + "…"
        padding = " " * (cells - cell_len(words))
        return padding + words if right else words + padding

    def _beside(self, head: Sequence[Part], lines: Iterable[Text], rule: str = "") -> None:
        start = self._text(head)
        indent = " " * (start.cell_len - len(rule))
        for line in lines:
            start.append_text(line)
            start.rstrip()
            self._print(start)
            start = self._text([(indent, ""), (rule, "dim")])

    def _with_room(self, head: Sequence[Part]) -> Sequence[Part]:
        """The head itself, or an indent once the head is printed alone because it leaves too little beside it."""
        if self.width - self._text(head).cell_len >= MIN_BODY_CELLS:
            return head
        self.line(*head)
        return [(NARROW_INDENT, "")]

    def _room(self, head: Sequence[Part]) -> int:
        return max(MIN_BODY_CELLS, self.width - self._text(head).cell_len)

    def _text(self, parts: Iterable[Part], *, clean: bool = True) -> Text:
        from rich.text import Text

        return Text.assemble(*((visible_line(words) if clean else words, style) for words, style in parts))

    def _print(self, text: Text) -> None:
        text.plain = encodable(inert(text.plain), getattr(self._console.file, "encoding", None) or "utf-8")
        self._console.print(text, soft_wrap=True)


def cell_length(words: str) -> int:
    """How many cells the words take once they are made visible."""
    from rich.cells import cell_len

    return cell_len(visible_line(words))


def encodable(text: str, encoding: str) -> str:
    """The text with every character that the encoding lacks replaced by one that it has."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_TWINS).encode(encoding, "replace").decode(encoding)
    return text
