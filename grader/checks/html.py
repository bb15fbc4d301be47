"""A page as its reader and a browser see it: elements, text, links, forms.

    page = Page.of(client.get("/greet"))
    assert page.by_id("total").text == "3 adults", "the last line counts them"
    assert [item.text for item in page.all("li", inside="ul")] == names, "every name has an item"
    assert page.forms[0].action == "http://localhost/greet", "the form leads to /greet"

It is read on the trusted side, and no page can hurt there: nothing in it is an error, and twice as much of it is twice
the work. What is asked for once and is not there once raises an `AssertionError` with a message for students.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Protocol
from urllib.parse import urldefrag, urljoin

from grader.checks._forms import Field, Form
from grader.checks._tokens import decoded
from grader.checks._tree import Element, one_space, tree_of

__all__ = ["Element", "Field", "Form", "Page", "decoded", "one_space"]


class _Request(Protocol):
    @property
    def url(self) -> str: ...


class Reply(Protocol):
    """What a page is made of, of a reply of a `werkzeug.test.Client`."""

    @property
    def text(self) -> str: ...
    @property
    def request(self) -> _Request: ...


class Page:
    """A page and the URL it was fetched from; `elements` are in the order of their start tags."""

    def __init__(self, source: str, url: str = "http://localhost/") -> None:
        self.url = url
        self.reply: Reply | None = None  # that it is the page of, where it came by HTTP
        self.root, self.elements = tree_of(source)

    @classmethod
    def of(cls, reply: Reply) -> Page:
        """Return the page that a client was answered with."""
        page = cls(reply.text, reply.request.url)
        page.reply = reply
        return page

    @property
    def text(self) -> str:
        """What a reader sees in the window, blanks collapsed; the title is not part of it."""
        return self.root.text

    @property
    def shown(self) -> str:
        """The title, and what a reader sees in the window."""
        return one_space(" ".join([*self.texts("title"), self.text]))

    @property
    def tags(self) -> list[str]:
        return [element.tag for element in self.elements]

    def all(self, *tags: str, inside: str = "") -> list[Element]:
        """Return the elements with one of these tags, those alone that stand inside an element `inside` if that is named."""
        found = [element for element in self.elements if element.tag in tags]
        return [element for element in found if inside in element.around] if inside else found

    def texts(self, *tags: str, inside: str = "") -> list[str]:
        """Return the texts of these elements."""
        return [element.text for element in self.all(*tags, inside=inside)]

    def one(self, tag: str) -> Element:
        """Return the only element with this tag. Raises `AssertionError` if there is none, or another."""
        return _only(self.all(tag), f"the page has one element `{tag}`")

    def with_id(self, name: str) -> list[Element]:
        """Return every element that has this id."""
        return [element for element in self.elements if element.attributes.get("id") == name]

    def by_id(self, name: str, tag: str = "") -> Element:
        """Return the only element with this id, and with this tag if one is named. Raises `AssertionError` otherwise."""
        found = [element for element in self.with_id(name) if tag in ("", element.tag)]
        return _only(found, f"the page has one {f'`{tag}`' if tag else 'element'} with the id `{name}`")

    @property
    def links(self) -> list[Element]:
        """Every `a` that leads somewhere."""
        return [element for element in self.all("a") if "href" in element.attributes]

    @property
    def targets(self) -> list[str]:
        """The whole URLs that the links lead to."""
        return [self.resolve(link.attributes["href"]) for link in self.links]

    @property
    def style_sheets(self) -> list[str]:
        """The addresses of the linked style sheets, as they stand there."""
        links = [element.attributes for element in self.all("link")]
        return [link.get("href", "") for link in links if "stylesheet" in link.get("rel", "").lower().split()]

    @cached_property
    def forms(self) -> list[Form]:
        """The forms, each with the controls that belong to it."""
        controls = defaultdict[int, list[Element]](list)
        for element in self.elements:
            if (owner := self._owner(element)) is not None:
                controls[id(owner)].append(element)
        return [Form(form, controls[id(form)], self.resolve) for form in self.all("form")]

    def resolve(self, address: str) -> str:
        """Return the whole URL that an address on the page leads to, without a fragment; as it is if it is none."""
        address = address.strip()
        if not address:
            return urldefrag(self.url).url
        base = self._base.partition("?")[0] if address.startswith("?") else self._base  # `?` alone takes the query away
        try:
            return urldefrag(urljoin(base, address)).url
        except ValueError:
            return address

    @cached_property
    def _base(self) -> str:
        said = next((base.attributes["href"] for base in self.all("base") if "href" in base.attributes), "")
        try:
            return urljoin(self.url, said)
        except ValueError:
            return self.url

    @cached_property
    def _first_with_id(self) -> dict[str, Element]:
        return {element.attributes["id"]: element for element in reversed(self.elements) if "id" in element.attributes}

    def _owner(self, control: Element) -> Element | None:
        """The form that a control belongs to: the one it names, or the one that was open when it began."""
        if not control.is_control or "form" not in control.attributes:
            return control.form
        named = self._first_with_id.get(control.attributes["form"])
        return named if named is not None and named.tag == "form" else None


def _only(found: list[Element], fact: str) -> Element:
    if len(found) != 1:
        raise AssertionError(fact)
    return found[0]
