"""A template as the families see it: its outputs, loops and blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from grader.audit.mutation.mutant import Edit
from grader.audit.mutation.tags import Tag, Token, tags_of

# Filters whose result is a number.
MAYBE_NOTHING = frozenset({"sum", "int", "float"})  # of them those that are easily 0
NUMBERS = frozenset({"sum", "int", "float", "length", "count", "round", "abs", "wordcount"})
COUNTED = frozenset({"count", "id", "n", "number", "page"})  # what is called so is a number
_ATTRIBUTE = re.compile(rb"[\w-]+\s*=\s*(?:\"[^\"<>]*|'[^'<>]*)\Z")


class Template:
    """A lexed template, among the other files of its answer; the edits leave the family's name to the family."""

    def __init__(self, source: bytes, files: Mapping[str, bytes]) -> None:
        self.source = source
        self.files = files
        self.tags = tags_of(source)

    def outputs(self) -> Iterator[Tag]:
        """Yield what is shown, `{{ … }}`, in order."""
        return (tag for tag in self.tags if not tag.word and tag.tokens)

    def loops(self) -> Iterator[tuple[str, Sequence[Token]]]:
        """Yield the variable of each loop, and the tokens of what it goes through."""
        for tag in self.tags:
            words = [token.text for token in tag.tokens]
            if tag.word == "for" and "in" in words:
                end = words.index("if") if "if" in words else len(words)
                yield words[0], tag.tokens[words.index("in") + 1 : end]

    def filters(self) -> Iterator[tuple[Token, Token, Sequence[Token]]]:
        """Yield the bar of each filter, its name, and what follows in the same tag."""
        for tag in self.tags:
            for index, token in enumerate(tag.tokens[:-1]):
                if token.text == "|":
                    yield token, tag.tokens[index + 1], tag.tokens[index + 2 :]

    def is_in_attribute(self, tag: Tag) -> bool:
        """Tell whether a tag stands in the value of an attribute of HTML."""
        before = re.sub(rb"\{\{.*?\}\}", b"", self.source[: tag.start], flags=re.S)
        return bool(_ATTRIBUTE.search(before))

    def expression(self, tokens: Sequence[Token]) -> str:
        """Return tokens that follow each other as they are written."""
        return self.source[tokens[0].start : tokens[-1].end].decode()

    def wrapped(self, tokens: Sequence[Token], pattern: str, kind: str) -> Edit:
        """Return an edit that puts an expression, `{}` in the pattern, into another one."""
        written = self.expression(tokens)
        is_plain = not {token.text for token in tokens} & {
            "if",
            "or",
            "and",
            "not",
            "+",
            "-",
            "*",
            "/",
            "~",
            "is",
            "in",
        }
        text = pattern.replace("{}", written if is_plain or pattern == "{}" else f"({written})")
        return self.edit(tokens[0].start, tokens[-1].end, text, kind, written)

    @staticmethod
    def edit(start: int, end: int, text: str, kind: str, label: str) -> Edit:
        """Return an edit of a span of the template's bytes."""
        return Edit(start=start, end=end, text=text.encode(), operator=kind, label=label)


def is_link(tag: Tag) -> bool:
    """Tell whether an output is a link that Flask builds."""
    return bool(tag.tokens) and tag.tokens[0].text == "url_for"


def is_text(tag: Tag) -> bool:
    """Tell whether an output shows a value as it came: a variable or an attribute of one, perhaps behind filters."""
    first = tag.tokens[0]
    if first.text in COUNTED:
        return False
    return first.kind == "name" and first.text not in ("loop", "super", "self", "url_for", "caller") and not _calls(tag)


def _calls(tag: Tag) -> bool:
    return len(tag.tokens) > 1 and tag.tokens[1].text == "("
