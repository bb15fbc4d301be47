"""The cookies that a reply sets, as a browser takes them (RFC 6265)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from werkzeug.datastructures import Headers
from werkzeug.http import parse_date

TOLERANCE: Final = timedelta(seconds=30)  # what a moment may be off, for machines that are busy


class Reply(Protocol):
    """What is read of a reply of a `werkzeug.test.Client`."""

    @property
    def headers(self) -> Headers: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCookie:
    """A cookie as it was sent, `value` in the quotes that it has; attributes by their names in lower case."""

    name: str
    value: str
    attributes: dict[str, str]

    @property
    def is_dropped(self) -> bool:
        """Whether a browser drops it at once; `Expires` counts only where there is no `Max-Age`."""
        age = self.attributes.get("max-age")
        if age is not None:
            return age.startswith("-") or set(age) == {"0"}
        moment = self.expires
        return moment is not None and moment < datetime.now(UTC) - TOLERANCE

    @property
    def expires(self) -> datetime | None:
        return parse_date(self.attributes.get("expires"))

    @property
    def domain(self) -> str:
        """In lower case, without a dot before it; empty for the host alone."""
        return self.attributes.get("domain", "").removeprefix(".").lower()


def cookies_of(reply: Reply) -> list[SetCookie]:
    """Return what the reply sets, in the order of its headers."""
    return list(map(_read, reply.headers.getlist("Set-Cookie")))


def _read(line: str) -> SetCookie:
    first, *rest = line.split(";")
    name, _, value = first.strip().partition("=")
    pairs = (part.strip().partition("=") for part in rest)
    return SetCookie(name=name, value=value, attributes={key.lower(): text.strip() for key, _, text in pairs})
