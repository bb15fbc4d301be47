"""The tags of a Jinja template and what stands in them, as Jinja's own lexer sees it, with their places in bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError

_BEGINS = ("variable_begin", "block_begin")
_ENDS = ("variable_end", "block_end")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a tag that means something: its kind and text as the lexer gives them, and its bytes."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tag:
    """`{% word tokens %}`, or `{{ tokens }}` without a word; `text` is all between the braces."""

    start: int
    end: int
    text: str
    word: str
    tokens: list[Token]


def tags_of(source: bytes) -> list[Tag]:
    """Return the tags in order, without comments and what is raw; none if the lexer refuses the template."""
    # The lexer makes all ends of lines one character; of one length they keep everything in its place.
    source = source.replace(b"\r\n", b" \n")
    try:
        return list(_tags(source, list(_tokens(source))))
    except (UnicodeDecodeError, TemplateSyntaxError):
        return []


def _tokens(source: bytes) -> Iterator[Token]:
    at = 0
    for _, kind, text in Environment(keep_trailing_newline=True).lex(source.decode()):
        piece = text.encode()
        # The lexer drops the white space before `{%-`, and adds what follows `-%}` to the tag.
        at = source.index(piece, at)
        yield Token(kind, text, at, at + len(piece.rstrip()))
        at += len(piece)


def _tags(source: bytes, tokens: list[Token]) -> Iterator[Tag]:
    begin, inside = 0, list[Token]()
    for token in tokens:
        if token.kind in _BEGINS:
            begin, inside = token.start, []
        elif token.kind in _ENDS:
            is_output = token.kind == "variable_end"
            yield _tag(source, begin, token.end, "" if is_output else inside.pop(0).text, inside)
            inside = []
        elif token.kind in ("raw_begin", "raw_end"):
            yield _tag(source, token.start, token.end, "raw" if token.kind == "raw_begin" else "endraw", [])
        elif token.kind != "whitespace":
            inside.append(token)


def _tag(source: bytes, start: int, end: int, word: str, tokens: list[Token]) -> Tag:
    return Tag(start, end, source[start + 2 : end - 2].decode().strip(" -+\n\t"), word, tokens)
