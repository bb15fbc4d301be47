"""Operators on Jinja templates, in files and in strings, and on the attributes of HTML that a server reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jinja2 import Environment, TemplateSyntaxError
from jinja2 import nodes as _nodes  # noqa: F401  # parsing needs it loaded

from grader.audit.mutation import variables
from grader.audit.mutation.mutant import Edit
from grader.audit.mutation.tags import Tag, Token, tags_of

# HTML is data to Jinja's lexer.
_ATTRIBUTE = re.compile(rb"\s(?P<name>name|method|enctype|type|action|href|src|value)=\"(?P<value>[^\"{}<>]*)\"", re.I)
_PHRASE = re.compile(rb"\b(ignore missing|with(out)? context|scoped|recursive|reversed)\b")
_SIGNS = {"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "and": "or", "or": "and"}
_BOOLS = {"true": "false", "True": "false", "false": "true", "False": "true"}
_LOOPS = {
    "index": "index0",
    "index0": "index",
    "first": "last",
    "last": "first",
    "revindex": "index",
    "revindex0": "index0",
}
_PAIRED = {"block", "if", "for", "filter", "call", "autoescape", "with", "macro", "set", "raw"}
_REMOVED_ALONE = {"include", "set", "import", "from", "do"}
_REMOVED_WHOLE = {"block", "for", "call", "if"}
_UNWRAPPED = {"filter", "autoescape", "raw"}
_WITH_EXPRESSION = {"if", "elif", "set", "for", "filter", "autoescape", "with", "extends", "include", "call"}


def meaning(source: bytes) -> object:
    """Return what tells whether two templates mean the same. Raises `ValueError` for what does not parse."""
    try:
        tree = Environment().parse(source.decode("utf-8", "replace"))
    except TemplateSyntaxError as error:
        raise ValueError(str(error)) from None
    return repr(tree)


def edits(source: bytes) -> Iterator[Edit]:
    """Yield every edit of a template; some may not parse."""
    tags = tags_of(source)
    for tag in tags:
        yield from _statement(source, tag) if tag.word else _output(tag)
    yield from _pairs(source, tags)
    for found in _ATTRIBUTE.finditer(source):
        yield _attribute(found)
    yield from variables.edits(tags)


def _output(tag: Tag) -> Iterator[Edit]:
    operator = "drop-super" if tag.text.startswith("super(") else "drop-output"
    yield _edit(tag.start, tag.end, "", operator, tag.text)
    yield from _expression(tag.tokens)


def _statement(source: bytes, tag: Tag) -> Iterator[Edit]:
    if not tag.tokens:
        return
    start, end = tag.tokens[0].start, tag.tokens[-1].end
    rest = source[start:end].decode()
    if tag.word in _REMOVED_ALONE and not _is_paired(tag):
        yield _edit(tag.start, tag.end, "", f"drop-{tag.word}", rest)
    if tag.word in ("if", "elif"):
        yield _edit(start, end, f"not ({rest})", "negate", rest)
    if tag.word in _WITH_EXPRESSION:
        yield from _expression(tag.tokens)
    if tag.word == "for":
        yield from _loop_filter(source, tag.tokens)
    for phrase in _PHRASE.finditer(source, start, end):
        yield _edit(*phrase.span(), "", "drop-word", phrase[0].decode())


def _loop_filter(source: bytes, tokens: Sequence[Token]) -> Iterator[Edit]:
    at = next((index for index, token in enumerate(tokens) if token.text == "if"), 0)
    if at:
        start, end = tokens[at - 1].end, tokens[-1].end
        yield _edit(start, end, " ", "drop-loop-filter", source[start:end].decode())


def _is_paired(tag: Tag) -> bool:
    """Tell whether a tag waits for its end; `{% set a = b %}` does not."""
    return tag.word in _PAIRED and not (tag.word == "set" and any(token.text == "=" for token in tag.tokens))


def _pairs(source: bytes, tags: Sequence[Tag]) -> Iterator[Edit]:
    open_tags: list[Tag] = []
    otherwise: dict[int, Tag] = {}  # the `else` of a tag, by that tag's place
    for tag in tags:
        if tag.word == "else" and open_tags:
            otherwise[open_tags[-1].start] = tag
        elif _is_paired(tag):
            open_tags.append(tag)
        elif tag.word.startswith("end") and open_tags:
            first = open_tags.pop()
            yield from _pair(source, first, tag, otherwise.get(first.start))


def _pair(source: bytes, first: Tag, last: Tag, otherwise: Tag | None) -> Iterator[Edit]:
    """Yield what can be done with a tag and its end: both gone with what is between, or without it, or half."""
    if first.word in _REMOVED_WHOLE:
        yield _edit(first.start, last.end, "", f"drop-{first.word}", first.text)
    if first.word in _UNWRAPPED:
        yield _edit(first.start, last.end, source[first.end : last.start].decode(), "unwrap", first.text)
    if first.word == "block":
        yield _edit(first.end, last.start, "", "empty-block", first.text)
    if otherwise is not None:
        yield _edit(otherwise.start, last.start, "", "drop-else", first.text)


def _expression(tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield the edits of an expression between braces: filters, signs, values, loop counters."""
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.text == "|" and following:
            yield from _filter(token, following, tokens[index + 2 :])
        elif token.text in _SIGNS:
            yield _edit(token.start, token.end, _SIGNS[token.text], "compare", token.text)
        elif token.text == "is" and following and following.text == "not":
            yield _edit(token.start, following.end, "is", "compare", "is not")
        elif token.text == "is":
            yield _edit(token.start, token.end, "is not", "compare", "is")
        elif token.text in _LOOPS and [before.text for before in tokens[max(index - 2, 0) : index]] == ["loop", "."]:
            yield _edit(token.start, token.end, _LOOPS[token.text], "loop", token.text)
        else:
            yield from _value(token)


def _filter(bar: Token, name: Token, rest: Sequence[Token]) -> Iterator[Edit]:
    arguments = _bracketed(rest)
    yield _edit(bar.start, arguments[-1].end if arguments else name.end, "", "drop-filter", name.text)
    if len(arguments) > 2:
        yield _edit(arguments[0].start, arguments[-1].end, "", "drop-arguments", name.text)


def _bracketed(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens from an opening bracket to the one that closes it; none if they begin with no bracket."""
    depth = 0
    for count, token in enumerate(tokens, start=1):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0:
            return tokens[:count] if count > 1 else ()
    return ()


def _value(token: Token) -> Iterator[Edit]:
    if token.kind == "integer" and token.text.isdigit():
        number = int(token.text)
        for other in (number + 1, number - 1):
            if other >= 0:
                yield _edit(token.start, token.end, str(other), "number", f"{number}->{other}")
    elif token.kind == "string":
        yield _edit(token.end - 1, token.end - 1, "~", "string", token.text.strip("\"'"))
    elif token.text in _BOOLS:
        yield _edit(token.start, token.end, _BOOLS[token.text], "bool", token.text)


def _attribute(found: re.Match[bytes]) -> Edit:
    end = found.end("value")
    return _edit(end, end, "~", "attribute", b"=".join(found.group("name", "value")).decode("utf-8", "replace"))


def _edit(start: int, end: int, text: str, operator: str, label: str) -> Edit:
    return Edit(start=start, end=end, text=text.encode(), operator=operator, label=label.strip())
