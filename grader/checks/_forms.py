"""The forms of a page: what a browser would send, and where to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from grader.checks._tree import Element

URL_ENCODED: Final = "application/x-www-form-urlencoded"
_METHODS = ("get", "post", "dialog")
_ENCTYPES = (URL_ENCODED, "multipart/form-data", "text/plain")
_SUBMITS = ("submit", "image")
_BUTTONS = (*_SUBMITS, "button", "reset")
_INPUTS = (
    *("checkbox", "color", "date", "datetime-local", "email", "file", "hidden", "month", "number", "password"),
    *("radio", "range", "search", "tel", "text", "time", "url", "week", *_BUTTONS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A control of a form that has a name and is not disabled.

    `kind` is the type of an `input` (`text` where that is unknown or missing), `textarea` or `select`; `values` is what
    is sent when nobody touches it: nothing for a box that is not ticked and for a file.
    """

    name: str
    kind: str
    values: tuple[str, ...]
    element: Element

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def is_typed(self) -> bool:
        """Whether a visitor can write into it."""
        return self.kind not in ("hidden", "checkbox", "radio", "file", "select", "color", "range")


class Form:
    """A form of a page, as a browser sends it when its default button (the first that submits) is pressed.

    `fields` are the controls that belong to it, also those outside that name it in `form`.
    """

    def __init__(self, element: Element, controls: Iterable[Element], resolve: Callable[[str], str]) -> None:
        self.element = element
        controls = [control for control in controls if not _is_disabled(control)]
        self.fields = tuple(field for control in controls if (field := _field(control)) is not None)
        self.button = next((control for control in controls if _kind(control) in _SUBMITS), None)
        self._resolve = resolve

    @property
    def method(self) -> str:
        """`get`, `post` or `dialog`; anything else is `get`."""
        return self._word("method", _METHODS)

    @property
    def enctype(self) -> str:
        """How its fields are packed; of a form that is not sent by POST it says nothing."""
        return self._word("enctype", _ENCTYPES)

    @property
    def action(self) -> str:
        """The whole URL it is sent to, without a fragment: the page's own when nothing is said."""
        return self._resolve(self._said("action"))

    def named(self, name: str) -> list[Field]:
        """Return its fields of that name, in the order of the page."""
        return [field for field in self.fields if field.name == name]

    def data(self, typed: Mapping[str, str] | None = None) -> dict[str, list[str]]:
        """Return the values that are sent for each name, with these typed in; files are not among them."""
        sent = dict[str, list[str]]()
        for field in self.fields:
            sent.setdefault(field.name, []).extend(field.values)
        if self.button is not None and (name := self.button.attributes.get("name")):
            sent.setdefault(name, []).append(self.button.attributes.get("value", ""))
        sent |= {name: [text] for name, text in (typed or {}).items()}
        return {name: values for name, values in sent.items() if values}

    def _said(self, attribute: str) -> str:
        """An attribute of the form; that of its default button goes before."""
        button = self.button.attributes if self.button else {}
        return button.get(f"form{attribute}", self.element.attributes.get(attribute, ""))

    def _word(self, attribute: str, words: tuple[str, ...]) -> str:
        said = self._said(attribute).lower()
        return said if said in words else words[0]


def _kind(control: Element) -> str:
    said = control.attributes.get("type", "").lower()
    if control.tag == "button":
        return said if said in ("button", "reset") else "submit"
    if control.tag == "input":
        return said if said in _INPUTS else "text"
    return control.tag


def _field(control: Element) -> Field | None:
    kind, name = _kind(control), control.attributes.get("name", "")
    if not name or kind in _BUTTONS:
        return None
    return Field(name=name, kind=kind, values=_values(control, kind), element=control)


def _values(control: Element, kind: str) -> tuple[str, ...]:
    if kind == "textarea":
        return (control.exact.removeprefix("\n"),)
    if kind == "select":
        return _chosen(control)
    if kind == "file" or (kind in ("checkbox", "radio") and "checked" not in control.attributes):
        return ()
    return (control.attributes.get("value", "on" if kind in ("checkbox", "radio") else ""),)


def _chosen(select: Element) -> tuple[str, ...]:
    """The selected options; in a list that lets a visitor choose one, the last of them, or else the first option."""
    options = [element for element in select.elements if element.tag == "option"]
    chosen = [option for option in options if "selected" in option.attributes]
    if "multiple" not in select.attributes:
        chosen = chosen[-1:] or options[:1]
    return tuple(option.attributes.get("value", option.text) for option in chosen)


def _is_disabled(control: Element) -> bool:
    around = (element for element in control.ancestors() if element.tag == "fieldset")
    return any("disabled" in element.attributes for element in (control, *around))
