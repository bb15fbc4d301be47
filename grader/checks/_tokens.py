"""Takes a page apart into tags and text, in one pass, as the tokenizer of the HTML standard does (13.2.5), made short.

Every pattern is matched where the one before it ended and gives nothing back, and what has no end takes the rest of
the page along: so twice the page is twice the work, whatever stands in it. No page is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.entities import html5

_NAME = re.compile(r"[A-Za-z][^ \t\n\r\f/>]*+")
_ATTRIBUTE = re.compile(
    r"""[ \t\n\r\f/]*+
    ([^ \t\n\r\f/>][^ \t\n\r\f/>=]*+)        # a name may begin with `=`, and hold `<` and quotes
    (?:[ \t\n\r\f]*+=[ \t\n\r\f]*+
       (?: "([^"]*+)(?:"|\Z) | '([^']*+)(?:'|\Z) | ([^ \t\n\r\f>"'][^ \t\n\r\f>]*+) | (?=>|\Z) ))?+""",
    re.VERBOSE,
)
_END_OF_COMMENT = re.compile("--!?>")
_BETWEEN = re.compile(r"[ \t\n\r\f/]*+")
_REFERENCE = re.compile(r"&(?:#([0-9]++|[xX][0-9a-fA-F]++);?|([A-Za-z][A-Za-z0-9]{1,31}+;?))")
_HIGHEST_DIGITS = 7  # of a character's number; what is longer names none

_TEXT_ONLY = {  # elements that hold no tags, and whether references in them stand for characters
    **dict.fromkeys(("script", "style", "xmp", "iframe", "noembed", "noframes"), False),
    **dict.fromkeys(("title", "textarea"), True),
}
_END_OF = {name: re.compile(rf"</{name}(?=[ \t\n\r\f/>])", re.IGNORECASE) for name in _TEXT_ONLY}


@dataclass(frozen=True, slots=True)
class StartTag:
    """`name` in lower case; of an attribute that is there twice, the first counts."""

    name: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class EndTag:
    """`name` in lower case."""

    name: str


Token = str | StartTag | EndTag


def tokens(source: str) -> Iterator[Token]:
    """Yield the tags of a page and the text between them, references decoded; comments are left out."""
    place = 0
    while place < len(source):
        mark = _next(source, "<", place)
        if mark > place:
            yield decoded(source[place:mark])
        token, place = _markup(source, mark)
        if token is not None:
            yield token
        if isinstance(token, StartTag) and token.name in _TEXT_ONLY:
            mark, place = place, _end_of(token.name, source, place)
            text = source[mark:place]
            if text:
                yield decoded(text) if _TEXT_ONLY[token.name] else text


def decoded(text: str) -> str:
    """Return a text with its character references replaced."""
    return _REFERENCE.sub(_in_text, text) if "&" in text else text


def _next(source: str, sought: str, place: int) -> int:
    found = source.find(sought, place)
    return len(source) if found < 0 else found


def _end_of(name: str, source: str, place: int) -> int:
    found = _END_OF[name].search(source, place)
    return found.start() if found else len(source)


def _markup(source: str, mark: int) -> tuple[Token | None, int]:
    """Return what the `<` at a place begins, if anything of a page, and where it ends."""
    if mark == len(source):
        return None, mark
    following = source[mark + 1 : mark + 2]
    if _NAME.match(following):
        return _tag(source, mark + 1, StartTag)
    if following == "/" and _NAME.match(source, mark + 2):
        return _tag(source, mark + 2, EndTag)
    if source.startswith("<!--", mark):
        return None, _end_of_comment(source, mark + 4)
    if following and following in "!?/" and mark + 2 < len(source):
        return None, _next(source, ">", mark + 2) + 1
    return "<", mark + 1


def _end_of_comment(source: str, place: int) -> int:
    for short in (">", "->"):
        if source.startswith(short, place):
            return place + len(short)
    found = _END_OF_COMMENT.search(source, place)
    return found.end() if found else len(source)


def _tag(source: str, place: int, kind: type[StartTag | EndTag]) -> tuple[Token | None, int]:
    """Return the tag whose name begins at a place; none when the page ends before the tag does."""
    name = _NAME.match(source, place)
    assert name is not None, "the caller saw the first letter"
    attributes = dict[str, str]()
    place = name.end()
    while found := _ATTRIBUTE.match(source, place):
        value = next((text for text in found.groups()[1:] if text), "")
        attributes.setdefault(found[1].lower(), _value(value))
        place = found.end()
    end = _BETWEEN.match(source, place)
    place = end.end() if end else place
    if place == len(source):
        return None, place
    tag = name[0].lower()
    return (StartTag(tag, attributes) if kind is StartTag else EndTag(tag)), place + 1


def _value(text: str) -> str:
    return _REFERENCE.sub(_in_value, text) if "&" in text else text


def _in_text(reference: re.Match[str]) -> str:
    return _numbered(reference[1]) if reference[1] else unescape(reference[0])


def _in_value(reference: re.Match[str]) -> str:
    """Decode a reference in an attribute: `?a=1&copy=2` is an address, and no sign of copyright stands in it."""
    number, name = reference.groups()
    if number:
        return _numbered(number)
    followed = reference.string[reference.end() : reference.end() + 1]
    return html5[name] if name in html5 and (name.endswith(";") or followed != "=") else reference[0]


def _numbered(number: str) -> str:
    base, digits = ("x", number[1:]) if number[0] in "xX" else ("", number)
    digits = digits.lstrip("0") or "0"
    return unescape(f"&#{base}{digits};") if len(digits) <= _HIGHEST_DIGITS else "\ufffd"
