"""Operators on Jinja templates, in files and in strings, and on the attributes of HTML that a server reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError
from jinja2 import nodes as _nodes  # noqa: F401  # parsing needs it loaded

from grader.audit.mutation import variables
from grader.audit.mutation.mutant import Edit

_TAG = re.compile(rb"\{%(?P<statement>.*?)%\}|\{\{(?P<output>.*?)\}\}|\{#.*?#\}", re.S)
_STRING = rb"\"[^\"]*\"|'[^']*'"
_FILTER = re.compile(rb"\|\s*(?P<name>[A-Za-z_]\w*)(?P<arguments>\((?:" + _STRING + rb"|[^()\"']|\([^()]*\))*\))?")
_SIGN = re.compile(_STRING + rb"|(?P<sign>==|!=|<=|>=|<|>|\band\b|\bor\b)")
_WORDS = re.compile(_STRING + rb"|(?P<word>\bis not\b|\bis\b|\bnot in\b|\bin\b|\bnot\b)")
_VALUE = re.compile(rb"(?P<string>" + _STRING + rb")|(?<![\w.])(?P<number>\d+)(?![\w.])|\b(?P<bool>[Tt]rue|[Ff]alse)\b")
_LOOP_FILTER = re.compile(rb"(?:" + _STRING + rb"|[^\"'])*?(?P<filter>\sif\s.+)", re.S)
_LOOP = re.compile(rb"\bloop\.(index0|index|revindex0|revindex|first|last)\b")
_ATTRIBUTE = re.compile(rb"\s(?P<name>name|method|enctype|type|action|href|src|value)=\"(?P<value>[^\"{}<>]*)\"", re.I)
_SIGNS = {b"==": b"!=", b"!=": b"==", b"<": b"<=", b"<=": b"<", b">": b">=", b">=": b">", b"and": b"or", b"or": b"and"}
_LOOPS = {
    b"index": b"index0",
    b"index0": b"index",
    b"first": b"last",
    b"last": b"first",
    b"revindex": b"index",
    b"revindex0": b"index0",
}
_PAIRED = {b"block", b"if", b"for", b"filter", b"call", b"autoescape", b"with", b"macro", b"set", b"raw"}
_REMOVED_WHOLE = {b"block", b"for", b"call", b"if"}
_UNWRAPPED = {b"filter", b"autoescape", b"raw"}


def meaning(source: bytes) -> object:
    """Return what tells whether two templates mean the same. Raises `ValueError` for what does not parse."""
    try:
        tree = Environment().parse(source.decode("utf-8", "replace"))
    except TemplateSyntaxError as error:
        raise ValueError(str(error)) from None
    return repr(tree)


def edits(source: bytes) -> Iterator[Edit]:
    """Yield every edit of a template; some may not parse."""
    open_tags: list[tuple[bytes, re.Match[bytes]]] = []
    branch: dict[int, re.Match[bytes]] = {}  # the `else` of a tag, by that tag's place
    for tag in _TAG.finditer(source):
        if tag["output"] is not None:
            yield from _output(tag)
        elif tag["statement"] is not None:
            yield from _statement(source, tag, open_tags, branch)
    for found in _ATTRIBUTE.finditer(source):
        yield _attribute(found)
    yield from variables.edits(source)


def _output(tag: re.Match[bytes]) -> Iterator[Edit]:
    inside = tag["output"].strip(b" -+\n\t")
    operator = "drop-super" if inside.startswith(b"super(") else "drop-output"
    yield _edit(tag.start(), tag.end(), b"", operator, inside)
    yield from _expression(tag["output"], tag.start("output"))


def _statement(
    source: bytes,
    tag: re.Match[bytes],
    open_tags: list[tuple[bytes, re.Match[bytes]]],
    branch: dict[int, re.Match[bytes]],
) -> Iterator[Edit]:
    inside = tag["statement"].strip(b" -+\n\t")
    word, _, rest = inside.partition(b" ")
    offset = tag.start("statement") + tag["statement"].find(rest) if rest else tag.end("statement")
    if word in (b"include", b"set", b"import", b"from", b"do") and not (word == b"set" and b"=" not in rest):
        yield _edit(tag.start(), tag.end(), b"", f"drop-{word.decode()}", rest)
    if word in (b"if", b"elif"):
        yield _edit(offset, offset + len(rest), b"not (" + rest + b")", "negate", rest)
    if word == b"else" and open_tags:
        branch[open_tags[-1][1].start()] = tag
    if word in _PAIRED and not (word == b"set" and b"=" in rest):
        open_tags.append((word, tag))
    elif word.startswith(b"end") and open_tags:
        opening, first = open_tags.pop()
        yield from _pair(source, opening, first, tag, branch.pop(first.start(), None))
    if word in (b"if", b"elif", b"set", b"for", b"filter", b"autoescape", b"with", b"extends", b"include", b"call"):
        yield from _expression(rest, offset)
    filtered = _LOOP_FILTER.fullmatch(rest) if word == b"for" else None
    if filtered:
        start, end = (offset + place for place in filtered.span("filter"))
        yield _edit(start, end, b" ", "drop-loop-filter", filtered["filter"])
    for phrase in (b"ignore missing", b"with context", b"without context", b"scoped", b"recursive", b"reversed"):
        if phrase in rest:
            at = offset + rest.find(phrase)
            yield _edit(at, at + len(phrase), b"", "drop-word", phrase)


def _pair(
    source: bytes, word: bytes, first: re.Match[bytes], last: re.Match[bytes], otherwise: re.Match[bytes] | None
) -> Iterator[Edit]:
    """Yield what can be done with a tag and its end: both gone with what is between, or without it, or half."""
    if word in _REMOVED_WHOLE:
        yield _edit(first.start(), last.end(), b"", f"drop-{word.decode()}", first["statement"])
    if word in _UNWRAPPED:
        yield _edit(first.start(), last.end(), source[first.end() : last.start()], "unwrap", first["statement"])
    if word == b"block":
        yield _edit(first.end(), last.start(), b"", "empty-block", first["statement"])
    if otherwise is not None:
        yield _edit(otherwise.start(), last.start(), b"", "drop-else", first["statement"])


def _expression(text: bytes, offset: int) -> Iterator[Edit]:
    """Yield the edits of an expression between braces: filters, signs, values, loop counters."""
    for found in _FILTER.finditer(text):
        name, arguments = found["name"], found["arguments"]
        yield _edit(offset + found.start(), offset + found.end(), b"", "drop-filter", name)
        if arguments and len(arguments) > 2:
            start, end = found.span("arguments")
            yield _edit(offset + start, offset + end, b"", "drop-arguments", name)
    for found in _SIGN.finditer(text):
        if found["sign"]:
            start, end = found.span("sign")
            yield _edit(offset + start, offset + end, _SIGNS[found["sign"]], "compare", found["sign"])
    for found in _WORDS.finditer(text):
        other = {b"is": b"is not", b"is not": b"is"}.get(found["word"] or b"")
        if other:
            yield _edit(offset + found.start(), offset + found.end(), other, "compare", found["word"])
    for found in _VALUE.finditer(text):
        yield from _value(found, offset)
    for found in _LOOP.finditer(text):
        start, end = found.span(1)
        yield _edit(offset + start, offset + end, _LOOPS[found[1]], "loop", found[1])


def _value(found: re.Match[bytes], offset: int) -> Iterator[Edit]:
    start, end = offset + found.start(), offset + found.end()
    if found["number"]:
        number = int(found["number"])
        for other in (number + 1, number - 1):
            if other >= 0:
                yield _edit(start, end, str(other).encode(), "number", f"{number}->{other}".encode())
    elif found["string"]:
        yield _edit(end - 1, end - 1, b"~", "string", found["string"].strip(b"\"'"))
    else:
        other_word = b"false" if found["bool"].lower() == b"true" else b"true"
        yield _edit(start, end, other_word, "bool", found["bool"])


def _attribute(found: re.Match[bytes]) -> Edit:
    end = found.end("value")
    return _edit(end, end, b"~", "attribute", found["name"] + b"=" + found["value"])


def _edit(start: int, end: int, text: bytes, operator: str, label: bytes) -> Edit:
    return Edit(start=start, end=end, text=text, operator=operator, label=label.decode("utf-8", "replace").strip())
