"""The rules of a statement, which its author marks with HTML comments.

A mark ends what it marks: a sentence, an item, a row of a table. On a line of its own it marks the whole block above.

    <!-- rule: name-escaped -->             a rule; several are set apart by commas
    <!-- not a rule -->                     an explanation, an example, a lead-in
    <!-- not judged: name-escaped -->       in a list behind the tasks: students read that no check looks at it

What must carry one of the first two is told by form alone: every sentence of the introduction and of the tasks.
Not meant are headings, code blocks, quotes, the head of a table, the paragraph below the title, which is background,
and the sections without a number. In a table each row is one sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from grader.course.markdown import blocks, task_of
from grader.course.schema import RULE_PATTERN

if TYPE_CHECKING:
    from markdown_it.token import Token

_COMMENT = re.compile(r"<!--(.*?)-->", re.S)
_OURS = re.compile(r"(rule|not)\b", re.I)
_MARK = re.compile(r"(?P<kind>rule|not judged): *(?P<ids>\S.*)|not a rule", re.S)
_SHOWN = re.compile(r"[ \t]*<!--\s*(?:rule|not judged|not a rule)\b.*?-->", re.S)
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
# A full stop, unless it abbreviates or the next word begins small; the Chinese ones need no blank behind.
_SENTENCE_END = re.compile(
    r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bcf\.)(?<=[.!?])[\"')\]*_]*(?=\s+[^\sa-z]|\s*\Z)|(?<=[。！？])[”’」』）)*_]*"
)
_DELIMITERS = re.compile(r"[ |:-]*-[ |:-]*")

_PLACE = "put it behind the sentence, the item or the row, or on a line of its own below the block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its id, the sentence that states it, its line, and whether anything judges it."""

    id: str
    sentence: str
    line: int
    judged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence as students read it, without its mark and on one line, and the line on which it begins."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What is wrong with a mark: its line, the fact, a way out."""

    line: int
    fact: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedStatement:
    """The rules in the order of the statement, the sentences that owe a mark, and what is wrong with marks."""

    rules: tuple[Rule, ...]
    unmarked: tuple[Sentence, ...]
    slips: tuple[Slip, ...]


def rules_of(text: str) -> MarkedStatement:
    """Return what the marks of a statement say; nothing an author wrote raises."""
    reader = _Reader()
    for block in blocks(text):
        reader.read(block)
    untold = {id for piece in reader.pieces for id in piece.untold}
    rules = [rule for piece in reader.pieces for rule in _rules_of(piece, untold)]
    return MarkedStatement(
        rules=tuple(rules),
        unmarked=tuple(Sentence(text=each.text, line=each.line) for each in reader.pieces if each.owes_a_mark),
        slips=tuple(sorted([*reader.slips, *_slips_of(rules, reader.pieces)], key=lambda slip: slip.line)),
    )


def without_marks(text: str) -> str:
    """Return a statement as students read it: an id might say more than its sentence."""
    return _SHOWN.sub("", text)


# What is put together


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A stretch of text that ends with a mark or with a sentence. `due` says that form demands a mark of it."""

    text: str
    line: int
    due: bool
    closing: bool
    rules: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()  # what stands in a list as not judged
    explains: bool = False

    @property
    def is_marked(self) -> bool:
        return bool(self.rules or self.untold or self.explains)

    @property
    def owes_a_mark(self) -> bool:
        return self.due and not self.is_marked


@dataclass(slots=True)
class _Reader:
    """Reads a statement block by block, and knows in which part of it a block stands."""

    pieces: list[_Piece] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    _block: range = range(0)  # the pieces of the block above
    _text: str = ""  # of the block above; empty where there is none to mark
    _due: bool = True
    _closing: bool = False
    _background: bool = True  # until the first paragraph, or the first section

    def read(self, block: Sequence[Token]) -> None:
        """Take in a block that stands in no other one."""
        kind = block[0].type
        if kind == "heading_open":
            self._enter(block)
        elif kind == "html_block":
            self._mark_block(block[0])
        else:
            self._add(block, due=self._due and kind != "blockquote_open" and not self._is_background(kind))

    def _enter(self, block: Sequence[Token]) -> None:
        self._text, self._block = "", range(0)
        if block[0].tag == "h2":
            self._due = task_of(block) is not None
            self._closing = not self._due
            self._background = False

    def _is_background(self, kind: str) -> bool:
        if kind != "paragraph_open" or not self._background:
            return False
        self._background = False
        return True

    def _add(self, block: Sequence[Token], *, due: bool) -> None:
        start = above = len(self.pieces)
        for token in block:
            if token.type == "inline":
                line, above = (token.map or [0])[0] + 1, len(self.pieces)
                self.pieces += self._pieces_of(token.content, line, due)
            elif token.type == "html_block":
                self._block = range(above, len(self.pieces))
                self._text = " ".join(self.pieces[index].text for index in self._block)
                self._mark_block(token)
        self._block = range(start, len(self.pieces))
        self._text = _one_line(_COMMENT.sub("", "\n".join(token.content for token in block)))

    def _pieces_of(self, content: str, line: int, due: bool) -> Iterator[_Piece]:
        for stretch, text, comments, owes in _stretches(content):
            piece = _Piece(text=text, line=line + stretch, due=due and owes, closing=self._closing)
            for comment in comments:
                piece = self._marked(piece, comment, piece.line)
            if piece.text or piece.is_marked:
                yield piece

    def _mark_block(self, token: Token) -> None:
        """Let the marks of a line that holds nothing else speak for what is not marked in the block above."""
        line = (token.map or [0])[0] + 1
        marks = [found[1] for found in _COMMENT.finditer(token.content) if _OURS.match(found[1].strip())]
        if not marks:
            return
        if _COMMENT.sub("", token.content).strip() or not self._text:
            self.slips.append(Slip(line=line, fact="a mark begins a line, and marks nothing", hint=_PLACE))
            return
        whole = _Piece(text=self._text, line=line, due=False, closing=self._closing)
        for mark in marks:
            whole = self._marked(whole, mark, line)
        for index in self._block:
            if self.pieces[index].owes_a_mark:
                self.pieces[index] = replace(self.pieces[index], due=False)
        self.pieces.append(whole)

    def _marked(self, piece: _Piece, comment: str, line: int) -> _Piece:
        """Return a piece with what one comment says of it."""
        words = comment.strip()
        if not _OURS.match(words):
            return piece
        mark = _MARK.fullmatch(words)
        ids = tuple(id.strip() for id in mark["ids"].split(",")) if mark and mark["ids"] else ()
        wrong = [id for id in ids if not re.match(RULE_PATTERN, id)]
        if mark is None or wrong:
            hint = "write `<!-- rule: name-escaped -->`, `<!-- not a rule -->` or `<!-- not judged: name-escaped -->`"
            self.slips.append(Slip(line=line, fact=f"the mark `{_one_line(words)}` cannot be read", hint=hint))
            return piece
        if mark["kind"] is None:
            return replace(piece, explains=True)
        kind = "rules" if mark["kind"] == "rule" else "untold"
        return replace(piece, **{kind: getattr(piece, kind) + ids})


def _stretches(content: str) -> Iterator[tuple[int, str, list[str], bool]]:
    """Yield each sentence or row: how many lines further down it begins, its text, its comments, and whether it tells."""
    rows = content.split("\n")
    if len(rows) > 1 and rows[0].startswith("|") and _DELIMITERS.fullmatch(rows[1]):
        for number, row in enumerate(rows):
            text = " | ".join(cell.strip() for cell in _COMMENT.sub("", row).strip().strip("|").split("|"))
            yield number, text.strip(" |"), _COMMENT.findall(row), number > 1
        return
    start = 0
    for end in [*_ends(content), len(content)]:
        part = content[start:end]
        lines = content[: start + len(part) - len(part.lstrip())].count("\n")
        if part.strip():
            yield lines, _one_line(_COMMENT.sub("", part)), _COMMENT.findall(part), True
        start = end


def _ends(content: str) -> Iterator[int]:
    """Yield where a stretch ends: behind a sentence and its marks, and behind each mark."""
    bare = _CODE.sub(lambda found: "`" * len(found[0]), content)  # dots in code end nothing
    blank = _COMMENT.sub(lambda found: " " * len(found[0]), bare)
    sentences = [found.end() for found in _SENTENCE_END.finditer(blank)]
    for end in sorted({*sentences, *(found.end() for found in _COMMENT.finditer(bare))}):
        if not re.match(r"\s*<!--", bare[end:]):  # a mark belongs to what stands before it
            yield end


def _rules_of(piece: _Piece, untold: set[str]) -> Iterator[Rule]:
    for id in piece.rules:
        yield Rule(id=id, sentence=piece.text, line=piece.line, judged=id not in untold)


def _slips_of(rules: Sequence[Rule], pieces: Sequence[_Piece]) -> Iterator[Slip]:
    """Yield ids that stand twice, marks of nothing, and what is wrong with the list of what is not judged."""
    times = Counter(rule.id for rule in rules)
    for rule in rules:
        if times[rule.id] > 1:
            hint = "one place says it: give the other another id, or mark it as `<!-- not a rule -->`"
            yield Slip(line=rule.line, fact=f"`{rule.id}` is marked {times[rule.id]} times", hint=hint)
    for piece in pieces:
        if piece.is_marked and not piece.text:
            yield Slip(line=piece.line, fact="a mark marks nothing", hint=_PLACE)
        if piece.rules and piece.explains:
            fact = "a sentence is marked as a rule and as none"
            yield Slip(line=piece.line, fact=fact, hint="take one mark away")
        if piece.untold and not piece.closing:
            hint = "tell students in a list behind the tasks, in a section without a number"
            yield Slip(line=piece.line, fact=f"`{piece.untold[0]}` is not judged, but students are not told", hint=hint)
        for id in piece.untold:
            if not times[id]:
                fact = f"`{id}` is not judged, but no sentence is marked as that rule"
                yield Slip(line=piece.line, fact=fact, hint=f"mark it where it stands: `<!-- rule: {id} -->`")


def _one_line(text: str) -> str:
    return " ".join(text.split())
