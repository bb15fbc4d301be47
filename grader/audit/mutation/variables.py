"""Operators on the names in a template: a variable or an attribute gives way to another one of the same template.

Whoever writes `{{ user.mail }}` for `{{ user.name }}`, or `{{ first }}` for `{{ second }}`, has made the mistake that
these stand for. A name that is defined, called, or belongs to the language stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.audit.mutation.mutant import Edit
from grader.audit.mutation.tags import Tag, Token

_OF_THE_LANGUAGE = frozenset({
    "and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None",
    "loop", "self", "super", "caller", "varargs", "kwargs", "recursive", "context", "with", "without", "ignore", "missing",
})  # fmt: skip
_WITH_EXPRESSIONS = frozenset({"if", "elif", "for", "set", "with"})


def edits(tags: Sequence[Tag]) -> Iterator[Edit]:
    """Yield an edit for each variable and attribute that has another one to give way to."""
    variables, attributes = _used(tags)
    for operator, found in (("swap-variable", variables), ("swap-attribute", attributes)):
        names = list(dict.fromkeys(token.text for token in found))
        for token in found if len(names) > 1 else ():
            other = names[(names.index(token.text) + 1) % len(names)]
            yield Edit(start=token.start, end=token.end, text=other.encode(), operator=operator, label=token.text)


def _used(tags: Sequence[Tag]) -> tuple[list[Token], list[Token]]:
    """Return the variables and the attributes that are read, in order."""
    variables: list[Token] = []
    attributes: list[Token] = []
    for tokens in _expressions(tags):
        for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
            if token.kind != "name" or (after and after.text in ("(", "=")):
                continue
            if before and before.text == ".":
                attributes.append(token)
            elif token.text not in _OF_THE_LANGUAGE and not (before and before.text in ("|", "is")):
                variables.append(token)
    # What `loop` offers is changed elsewhere.
    return variables, [token for token in attributes if token.text not in ("index", "index0", "first", "last")]


def _expressions(tags: Sequence[Tag]) -> Iterator[list[Token]]:
    """Yield the tokens of each output, and of the statements that hold an expression, without what they define."""
    for tag in tags:
        if not tag.word or tag.word in _WITH_EXPRESSIONS:
            yield _without_targets(tag)


def _without_targets(tag: Tag) -> list[Token]:
    """Leave out what `for … in` and `set … =` define."""
    sign = {"for": "in", "set": "="}.get(tag.word, "")
    at = next((index for index, token in enumerate(tag.tokens) if token.text == sign), -1)
    return tag.tokens[at + 1 :]
