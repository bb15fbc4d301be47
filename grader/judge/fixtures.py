"""What a check holds: a jail, applications in it, and clients of them.

`client` is a real `werkzeug.test.Client` whose application is a bridge: it sends the WSGI environment through
the wall and turns the answer into a reply. What the student's program does wrong on the way comes out as
`SubmissionFailed`, or as `JailDied` from the sandbox; both mean the check is lost, and neither can come from the
check's own code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import werkzeug.test

from grader.checks import Probe
from grader.errors import ExerciseError
from grader.judge import advice
from grader.protocol import frames
from grader.sandbox.jail import Jail

_SHOWN = 1_500  # characters of a question or an answer
_HOST = "localhost"
_USUAL_KINDS = ("text/html; charset=utf-8", "application/json")
_STATUS = re.compile(r"[1-9][0-9]{2}( [\t\x20-\x7e]*)?")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")


class SubmissionFailed(Exception):
    """The program failed while it was asked: `fact` is for the student.

    `tripped` says that a probe may be to blame as well: none of the student's lines led there.
    """

    def __init__(self, fact: str, *, where: Iterable[str] = (), memory: bool = False, tripped: bool = False) -> None:
        super().__init__(fact)
        self.fact = fact
        self.where = tuple(where)
        self.memory = memory
        self.tripped = tripped


@dataclass(slots=True)
class Exchange:
    """The last question that crossed the wall, what came back, and an exception that a view raised."""

    asked: str = ""
    answered: str = ""
    trouble: frames.ExceptionReport | None = None
    importable: frozenset[str] = frozenset()  # the modules of the course's libraries, for advice
    ignored: tuple[str, ...] = ()  # names that came and are not used, for advice


class Reply(werkzeug.test.TestResponse):
    """An HTTP answer whose `.json` says what is wrong instead of returning None."""

    @property
    def json(self) -> Any:
        """The decoded JSON body. Raises `SubmissionFailed` if the answer is not JSON."""
        try:
            value = self.get_json(force=True)
        except Exception:
            raise SubmissionFailed("The answer must be JSON.") from None
        if not self.is_json:
            raise SubmissionFailed(f"The answer must be JSON, not {self.mimetype or 'without a type'}.")
        return value


class JailFixture:
    """The fixture `jail`: opens its jail at the first question."""

    def __init__(self, open_jail: Callable[[], Jail], exchange: Exchange) -> None:
        self._open = open_jail
        self._jail: Jail | None = None
        self.exchange = exchange

    def ask(self, probe: Probe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a probe and return its plain answer, checked against its return annotation if it has one."""
        return require_shape(self._ask(probe.name, probe.source, probe.title, args, kwargs), probe.shape)

    def open(self, probe: Probe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> ApplicationHandle:
        """Run a probe that returns a WSGI application; it stays in the jail."""
        return ApplicationHandle(self, self._ask(probe.name, probe.source, probe.title, args, kwargs, keeps=True))

    def app(self, *args: Any, **kwargs: Any) -> ApplicationHandle:
        """Call the factory that exercise.toml names, with plain arguments; its application stays in the jail."""
        return ApplicationHandle(self, self._ask("app", "", "make the application", args, kwargs, keeps=True))

    def client(self, **options: Any) -> werkzeug.test.Client:
        """Return a new client of the default application."""
        return ApplicationHandle(self, 0).client(**options)

    def _ask(
        self, name: str, source: str, title: str, args: tuple[Any, ...], kwargs: dict[str, Any], *, keeps: bool = False
    ) -> Any:
        try:
            plain_args, plain_kwargs = frames.plain(args), frames.plain(kwargs)
        except frames.NotPlain as problem:
            raise ExerciseError(f"the probe `{name}` is called with something that cannot cross: {problem}") from None
        self._note(f"{title.rstrip('.')}", "")
        reply = self._opened().ask(name, source, plain_args, plain_kwargs, keeps=keeps)
        if isinstance(reply, frames.Answer):
            self.exchange.answered = "" if keeps else _shown(json.dumps(reply.value, ensure_ascii=False))
            return reply.value
        raise _failure(reply, self.exchange, is_probe=bool(source))

    def request(self, app: int, environ: dict[str, str], body: bytes) -> frames.Response:
        """Send one request to an application."""
        self._note(_request_line(environ, body), "")
        reply = self._opened().request(app, environ, body)
        if not isinstance(reply, frames.Response):
            raise _failure(reply, self.exchange)
        _require_http(reply)
        self.exchange.answered = _response_text(reply)
        self.exchange.trouble = reply.error
        return reply

    def _opened(self) -> Jail:
        if self._jail is None:
            self._jail = self._open()
        return self._jail

    def _note(self, asked: str, answered: str) -> None:
        self.exchange.asked, self.exchange.answered = _shown(asked), answered


class ApplicationHandle:
    """A WSGI application in the jail; calling it as one sends the request through the wall."""

    def __init__(self, jail: JailFixture, number: Any) -> None:
        if type(number) is not int:
            raise SubmissionFailed("Your program gave no application.")
        self._jail = jail
        self._number = number

    def client(self, **options: Any) -> werkzeug.test.Client:
        """Return a new client, with its own cookies, of this application."""
        return werkzeug.test.Client(self, Reply, **options)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read()
        plain = {name: value for name, value in environ.items() if type(value) is str}
        reply = self._jail.request(self._number, plain, body)
        start_response(reply.status, list(reply.headers))
        return [reply.body]


def _failure(
    reply: frames.Raised | frames.BadAnswer | Any, exchange: Exchange, *, is_probe: bool = False
) -> SubmissionFailed:
    if isinstance(reply, frames.BadAnswer):
        return SubmissionFailed(f"The answer of your program does not fit: {reply.reason}.", tripped=is_probe)
    trouble = reply.trouble
    opening = "Your program could not be loaded" if reply.stage == "load" else "Your program raised an exception"
    return SubmissionFailed(
        f"{opening}: {advice.of(trouble, exchange.importable, exchange.ignored)}",
        where=trouble.where,
        memory=trouble.memory,
        tripped=is_probe and not trouble.where and not trouble.memory,
    )


def _require_http(reply: frames.Response) -> None:
    """Refuse what no HTTP server would send on, before werkzeug sees it."""
    if not _STATUS.fullmatch(reply.status):
        raise SubmissionFailed("The answer of your program does not fit: its status is not `CODE REASON`.")
    for name, value in reply.headers:
        if not _HEADER_NAME.fullmatch(name) or any(sign in value for sign in "\r\n\0"):
            raise SubmissionFailed("The answer of your program does not fit: it has a malformed header.")
    try:
        b"".join(value.encode("latin-1") for _, value in reply.headers)
    except UnicodeEncodeError:
        raise SubmissionFailed("The answer of your program does not fit: a header is not Latin-1.") from None


def _request_line(environ: dict[str, str], body: bytes) -> str:
    """The request as a student would write it down: a usual host, and what our client always sends, go without saying."""
    query, kind = environ.get("QUERY_STRING", ""), environ.get("CONTENT_TYPE", "")
    path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
    path = path.encode("latin-1", "replace").decode("utf-8", "replace")
    scheme, host = environ.get("wsgi.url_scheme", "http"), environ.get("HTTP_HOST", _HOST)
    place = "" if (scheme, host) == ("http", _HOST) else f"{scheme}://{host}"
    lines = [f"{environ.get('REQUEST_METHOD', '')} {place}{path}{'?' + query if query else ''}"]
    lines += [
        f"{name.removeprefix('HTTP_').replace('_', '-').title()}: {value}"
        for name, value in environ.items()
        if name.startswith("HTTP_") and name not in ("HTTP_HOST", "HTTP_USER_AGENT")
    ]
    if body:
        lines += [kind, _body_text(body, kind)]
    return "\n".join(lines)


def _response_text(reply: frames.Response) -> str:
    kind = next((value for name, value in reply.headers if name.lower() == "content-type"), "")
    unsaid = ("content-length", *(["content-type"] if kind in _USUAL_KINDS else []))
    lines = [reply.status, *(f"{name}: {value}" for name, value in reply.headers if name.lower() not in unsaid)]
    if reply.body:
        lines.append(_body_text(reply.body, kind))
    return _shown("\n".join(lines))


def _body_text(body: bytes, kind: str) -> str:
    textual = kind.startswith(("text/", "application/json", "application/x-www-form-urlencoded"))
    return body[: 4 * _SHOWN].decode("utf-8", "replace") if textual or not kind else f"({len(body)} bytes)"


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


def require_shape(value: Any, shape: Any) -> Any:
    """Return `value` if it has the shape of a type annotation; raise `SubmissionFailed` otherwise."""
    try:
        return msgspec.convert(value, shape, strict=True)
    except msgspec.ValidationError as problem:
        fact = f"The answer of your program has an unexpected form: {problem}."
        raise SubmissionFailed(fact, tripped=True) from None
