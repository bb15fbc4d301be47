"""The elements of a page, as a browser nests them: end tags that HTML lets a page leave out are put in.

What a page holds is kept once, as one list of events; an element knows where in it its own inside begins and ends.
So a page costs what it is long, however deep its elements are nested.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from grader.checks._tokens import EndTag, StartTag, tokens

_DEEPEST = 100  # elements around an element; what is deeper stands beside instead, as in browsers from 512 on


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_VOID = _tags("area base br col embed hr img input link meta source track wbr")
_CONTROLS = _tags("button input select textarea")
_UNSEEN = _tags("script style template title")
_ENDS_PARAGRAPH = _tags(
    "address article aside blockquote details dialog dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5"
    " h6 header hgroup hr li main menu nav ol p pre search section table tbody td tfoot th thead tr ul"
)
_ROWS = _tags("p tbody td tfoot th thead tr")
_ENDED_BY = dict.fromkeys(_ENDS_PARAGRAPH, _tags("p")) | {
    "a": _tags("a"),
    "body": _tags("head"),
    "dd": _tags("dd dt p"),
    "dt": _tags("dd dt p"),
    "li": _tags("li p"),
    "optgroup": _tags("optgroup option"),
    "option": _tags("option"),
    "tbody": _ROWS,
    "td": _tags("p td th"),
    "tfoot": _ROWS,
    "th": _tags("p td th"),
    "thead": _ROWS,
    "tr": _tags("p td th tr"),
}
_BREAKS = _ENDS_PARAGRAPH | _tags("body br caption head html legend optgroup option summary")


@dataclass(frozen=True, slots=True)
class _End:
    """The place where an element ends."""

    element: Element


@dataclass(eq=False, slots=True)
class Element:
    """An element of a page.

    `tag` and the names in `attributes` are in lower case; an attribute without a value has the value `""`.
    `parent` is the element around it, None for the page as a whole, whose tag is `""`.
    """

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    form: Element | None = field(default=None, repr=False)  # the form that was open, of a control
    _events: list[str | Element | _End] = field(default_factory=list, repr=False)
    _begin: int = field(default=0, repr=False)
    _end: int = field(default=0, repr=False)

    @property
    def text(self) -> str:
        """What a reader sees of it: blanks collapsed, scripts and titles inside it left out, one blank where a line ends."""
        return one_space("".join(self._seen()))

    @property
    def exact(self) -> str:
        """All text in it, with every blank."""
        return "".join(event for event in self._inside() if isinstance(event, str))

    @property
    def trimmed(self) -> str:
        """All text in it, without outer blanks."""
        return self.exact.strip()

    @property
    def lines(self) -> list[str]:
        """The text before, between and after the `br` elements in it, each without outer blanks."""
        pieces = [[""]]
        for event in self._inside():
            if isinstance(event, str):
                pieces[-1].append(event)
            elif isinstance(event, Element) and event.tag == "br":
                pieces.append([])
        return ["".join(line).strip() for line in pieces]

    @property
    def markup(self) -> str:
        """What stands in it, written in one way: all end tags, attributes by name and in double quotes, no outer blanks."""
        return "".join(map(_written, self._inside())).strip()

    @property
    def is_control(self) -> bool:
        """Whether it can be part of a form."""
        return self.tag in _CONTROLS

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    @property
    def around(self) -> set[str]:
        """The tags of the elements around it."""
        return {element.tag for element in self.ancestors()}

    @property
    def elements(self) -> list[Element]:
        """The elements in it, in the order of their start tags."""
        return [event for event in self._inside() if isinstance(event, Element)]

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around it, the nearest first."""
        element = self.parent
        while element is not None and element.tag:
            yield element
            element = element.parent

    def _inside(self) -> Iterator[str | Element | _End]:
        return (self._events[index] for index in range(self._begin, self._end))

    def _seen(self) -> Iterator[str]:
        hidden: Element | None = None
        for event in self._inside():
            if isinstance(event, str):
                yield "" if hidden else event
            elif isinstance(event, Element):
                yield " " if event.tag in _BREAKS else ""
                hidden = hidden or (event if event.tag in _UNSEEN else None)
            else:
                yield " " if event.element.tag in _BREAKS else ""
                hidden = None if event.element is hidden else hidden


def one_space(text: str) -> str:
    """Return a text with every run of blanks and line ends as one space, none at its ends."""
    return " ".join(text.split())


def _written(event: str | Element | _End) -> str:
    if isinstance(event, str):
        return escape(event, quote=False)
    if isinstance(event, _End):
        return f"</{event.element.tag}>"
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in sorted(event.attributes.items()))
    return f"<{event.tag}{attributes}>"


def tree_of(source: str) -> tuple[Element, list[Element]]:
    """Return the page as a whole, and all its elements in the order of their start tags."""
    builder = _Builder()
    for token in tokens(source):
        match token:
            case str():
                builder.events.append(token)
            case StartTag():
                builder.start(token)
            case EndTag():
                builder.end(token.name)
    return builder.whole(), builder.elements


class _Builder:
    def __init__(self) -> None:
        self.events: list[str | Element | _End] = []
        self.elements: list[Element] = []
        self._root = Element("", {}, None, None, self.events)
        self._open: list[Element] = []
        self._form: Element | None = None  # as in browsers, a form that begins inside another is none

    def start(self, token: StartTag) -> None:
        if token.name == "form" and self._form:
            return
        ended = _ENDED_BY.get(token.name, frozenset())
        while self._open and (self._open[-1].tag in ended or len(self._open) == _DEEPEST):
            self._close()
        parent = self._open[-1] if self._open else self._root
        element = Element(token.name, token.attributes, parent, None, self.events)
        self.elements.append(element)
        self.events.append(element)
        element._begin = element._end = len(self.events)
        if element.tag == "form":
            self._form = element
        elif element.is_control:
            element.form = self._form
        if element.tag not in _VOID:
            self._open.append(element)

    def end(self, name: str) -> None:
        if name == "form":
            self._form = None
        if any(element.tag == name for element in self._open):
            while self._close() != name:
                pass

    def whole(self) -> Element:
        while self._open:
            self._close()
        self._root._end = len(self.events)
        return self._root

    def _close(self) -> str:
        element = self._open.pop()
        element._end = len(self.events)
        self.events.append(_End(element))
        return element.tag
