"""Operators on the names in a template: a variable or an attribute gives way to another one of the same template.

Whoever writes `{{ user.mail }}` for `{{ user.name }}`, or `{{ first }}` for `{{ second }}`, has made the mistake that
these stand for. A name that is defined, called, or belongs to the language stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError

from grader.audit.mutation.mutant import Edit

_OF_THE_LANGUAGE = frozenset({
    "and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None",
    "loop", "self", "super", "caller", "varargs", "kwargs", "recursive", "context", "with", "without", "ignore", "missing",
})  # fmt: skip
_WITH_EXPRESSIONS = frozenset({"if", "elif", "for", "set", "with"})


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the template that means something, and where its bytes begin."""

    kind: str
    text: str
    start: int


def edits(source: bytes) -> Iterator[Edit]:
    """Yield an edit for each variable and attribute that has another one to give way to; none if nothing parses."""
    variables, attributes = _used(source)
    for operator, found in (("swap-variable", variables), ("swap-attribute", attributes)):
        names = list(dict.fromkeys(token.text for token in found))
        for token in found if len(names) > 1 else ():
            other = names[(names.index(token.text) + 1) % len(names)]
            end = token.start + len(token.text.encode())
            yield Edit(start=token.start, end=end, text=other.encode(), operator=operator, label=token.text)


def _used(source: bytes) -> tuple[list[_Token], list[_Token]]:
    """Return the variables and the attributes that are read, in order."""
    variables: list[_Token] = []
    attributes: list[_Token] = []
    for tokens in _expressions(source):
        for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
            if token.kind != "name" or (after and after.text in ("(", "=")):
                continue
            if before and before.text == ".":
                attributes.append(token)
            elif token.text not in _OF_THE_LANGUAGE and not (before and before.text in ("|", "is")):
                variables.append(token)
    # What `loop` offers is changed elsewhere.
    return variables, [token for token in attributes if token.text not in ("index", "index0", "first", "last")]


def _expressions(source: bytes) -> Iterator[list[_Token]]:
    """Yield the tokens of each output, and of the statements that hold an expression, without what they define."""
    inside: list[_Token] = []
    for token in _tokens(source):
        if token.kind in ("variable_begin", "block_begin"):
            inside = []
        elif token.kind == "variable_end":
            yield inside
        elif token.kind == "block_end":
            word = inside[0].text if inside else ""
            if word in _WITH_EXPRESSIONS:
                yield _without_targets(word, inside[1:])
        else:
            inside.append(token)


def _without_targets(word: str, tokens: list[_Token]) -> list[_Token]:
    """Leave out what `for … in` and `set … =` define."""
    sign = {"for": "in", "set": "="}.get(word, "")
    at = next((index for index, token in enumerate(tokens) if token.text == sign), -1)
    return tokens[at + 1 :]


def _tokens(source: bytes) -> list[_Token]:
    """Return the tokens but for white space; the lexer gives every character of the source to one of them."""
    try:
        text = source.decode()
        pieces = list(Environment(keep_trailing_newline=True).lex(text))
    except (UnicodeDecodeError, TemplateSyntaxError):
        return []
    found, start = [], 0
    for _, kind, piece in pieces:
        if kind != "whitespace":
            found.append(_Token(kind, piece, start))
        start += len(piece.encode())
    return found if start == len(source) else []
