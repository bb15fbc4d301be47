"""The questions of a check and what came back, in words; and which of them an assertion is about."""

from __future__ import annotations

import ast
import functools
import json
import linecache
import re
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import werkzeug.exceptions

from grader.judge.advice import Surroundings
from grader.judge.loading import FailedLoads, Way
from grader.judge.records import Recorder
from grader.judge.texts import entered
from grader.model import ExchangeSummary
from grader.protocol import frames

_SHOWN = 1_500  # characters of a question or an answer
_KEPT = 300  # exchanges of a check
_LISTED = 6  # beside the one that is shown
_LINE = 100  # characters of a listed one, and of an argument
_ROW = 50  # characters of a list that stands in one row
_ROWS = 12  # arguments of a probe
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")  # of which a rendered template is full
_HOST = "localhost"
_USUAL_KINDS = ("text/html; charset=utf-8", "application/json")


@dataclass(slots=True, eq=False)
class Exchange:
    """One question that crossed the wall, what came back, and an exception of a view that led to it."""

    asked: str = ""
    answered: str = ""
    trouble: frames.ExceptionReport | None = None
    value: Any = None  # of a probe

    @property
    def is_bad(self) -> bool:
        """Whether a view raised, or the answer says so."""
        return self.trouble is not None or self.answered.startswith("5")


@dataclass(slots=True)
class Conversation(Surroundings):
    """All that a case of a check asked, in order, and what it is explained by.

    `unloaded` is the load that the last question ended in, by its file; `way` is how it was
    reached, where that is known. `recorder` is there where an audit wants to know what crossed.
    """

    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=_KEPT))
    loads: FailedLoads = field(default_factory=FailedLoads)
    unloaded: str = ""
    way: Way | None = None
    recorder: Recorder | None = None

    def begin(self, asked: str) -> Exchange:
        """Note a question that is about to cross."""
        self.unloaded, self.way = "", None
        self.exchanges.append(Exchange(asked=_shown(entered(asked))))
        return self.exchanges[-1]

    @property
    def last(self) -> Exchange:
        """The last exchange; an empty one if nothing was asked."""
        return self.exchanges[-1] if self.exchanges else Exchange()

    def summary(self, shown: Exchange) -> tuple[ExchangeSummary, ...]:
        """Return the exchanges around the one that is shown, a line each; none where it is the only one."""
        every = list(self.exchanges)
        if len(every) < 2 or shown not in every:
            return ()
        place = every.index(shown)
        first = max(0, min(place - _LISTED // 2, len(every) - _LISTED - 1))
        return tuple(
            ExchangeSummary(asked=_first_line(each.asked), answered=_first_line(each.answered), shown=each is shown)
            for each in every[first : first + _LISTED + 1]
        )


def _first_line(text: str) -> str:
    line, _, rest = text.partition("\n")
    return f"{line}…" if rest and len(line) <= _LINE else _cut(line)


# Which exchange an assertion is about


def exchange_of(problem: BaseException, folder: Path, conversation: Conversation) -> Exchange:
    """Return the exchange whose reply, page or value the failing line names; the last one where none is."""
    for frame, number in _own_steps(problem, folder):
        statement = _statement(frame.f_code.co_filename, number)
        held = list(_held(statement, frame, conversation)) if statement else []
        if held:
            return next((each for each in reversed(held) if each.is_bad), held[-1])
    return conversation.last


def _own_steps(problem: BaseException, folder: Path) -> list[tuple[FrameType, int]]:
    """Return the frames of the checks that led to an exception with their lines, innermost first."""
    steps = list(traceback.walk_tb(problem.__traceback__))
    return [(frame, line) for frame, line in reversed(steps) if Path(frame.f_code.co_filename).parent == folder]


def _statement(file: str, number: int) -> ast.stmt | None:
    """Return the innermost statement of a file that holds a line."""
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:
        return None
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node.lineno <= number <= (node.end_lineno or 0)
    ]
    return max(around, key=lambda node: node.lineno, default=None)


def _held(statement: ast.stmt, frame: FrameType, conversation: Conversation) -> Iterator[Exchange]:
    """Yield the exchanges that the values of a statement's names hold, oldest first; one that asks holds the last."""
    bodies = ("body", "orelse", "finalbody", "handlers")
    heads = [part for name, part in ast.iter_fields(statement) if name not in bodies]
    nodes = [node for head in heads for part in _as_list(head) for node in ast.walk(part)]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    values = [frame.f_locals.get(name, frame.f_globals.get(name)) for name in names]
    if any(hasattr(value, "asks_a_program") for value in values):
        yield conversation.last
        return
    found = [_exchange_held(item, conversation) for value in values for item in _items(value)]
    yield from (each for each in conversation.exchanges if any(each is one for one in found))


def _as_list(head: Any) -> list[ast.AST]:
    return [part for part in (head if isinstance(head, list) else [head]) if isinstance(part, ast.AST)]


def _items(value: Any) -> Iterable[Any]:
    """A value, and what a plain container of it holds."""
    yield value
    if type(value) in (list, tuple):
        yield from value[:_KEPT]
    elif type(value) is dict:
        yield from list(value.values())[:_KEPT]


def _exchange_held(value: Any, conversation: Conversation) -> Exchange | None:
    reply = getattr(value, "reply", value)  # of a page
    held = getattr(reply, "exchange", None)
    if isinstance(held, Exchange):
        return held
    if type(value) not in (list, dict, str) or not value:
        return None
    return next((each for each in reversed(conversation.exchanges) if each.value is value), None)


# In words


def probe_words(title: str, source: str, args: Sequence[Any], kwargs: dict[str, Any]) -> str:
    """What a probe was asked: its title, and the values it was given, one a line, those of a dictionary each by its name."""
    rows = [row for name, value in _given(source, args, kwargs) for row in _rows(name, value)]
    more = [f"  … {len(rows) - _ROWS} more"] if len(rows) > _ROWS else []
    return "\n".join([title.rstrip("."), *rows[:_ROWS], *more])


def _given(source: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    names = _parameters(source) if source else ()
    others = [f"argument {number}" for number in range(len(names) + 1, len(args) + 1)]
    yield from zip([*names, *others], args, strict=False)
    yield from kwargs.items()


@functools.lru_cache(maxsize=256)
def _parameters(source: str) -> tuple[str, ...]:
    """Return the names of a probe's parameters after the first, the jail."""
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    return tuple(argument.arg for argument in function.args.args[1:])


def _rows(name: str, value: Any) -> Iterator[str]:
    """Yield a value as a small table: a dictionary by its names, a list that is long item by item."""
    for key, each in value.items() if type(value) is dict and value else [(name, value)]:
        if type(each) is list and len(repr(each)) > _ROW:
            yield f"  {key} ="
            yield from (f"    {_cut(repr(item))}" for item in each)
        else:
            yield f"  {key} = {_cut(repr(each))}"


def _cut(text: str) -> str:
    return text if len(text) <= _LINE else f"{text[:_LINE]}…"


def value_words(value: Any) -> str:
    """What a probe answered: text of several lines, a page, as it is; anything else as JSON."""
    if isinstance(value, str) and "\n" in value:
        return _shown(entered(_BLANK_LINES.sub("\n", value)))
    return _shown(entered(json.dumps(value, ensure_ascii=False)))


def request_words(environ: dict[str, str], body: bytes) -> str:
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


def response_words(reply: frames.Response) -> str:
    """The answer as a student would read it: the page that a framework makes of a bare status goes without saying."""
    kind = next((value for name, value in reply.headers if name.lower() == "content-type"), "")
    unsaid = ("content-length", *(["content-type"] if kind in _USUAL_KINDS else []))
    lines = [reply.status, *(f"{name}: {value}" for name, value in reply.headers if name.lower() not in unsaid)]
    if reply.body and not _is_default_page(reply):
        lines.append(_body_text(reply.body, kind))
    return _shown(entered("\n".join(lines)))


def _body_text(body: bytes, kind: str) -> str:
    textual = kind.startswith(("text/", "application/json", "application/x-www-form-urlencoded"))
    return body[: 4 * _SHOWN].decode("utf-8", "replace") if textual or not kind else f"({len(body)} bytes)"


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


# The page that a redirect has by default; its words are those of no student.
_REDIRECT_PAGE = re.compile(
    rb"\s*<!doctype html>\s*<html lang=en>\s*<title>Redirecting\.\.\.</title>\s*<h1>Redirecting\.\.\.</h1>\s*"
    rb"<p>You should be redirected automatically to the target URL: <a href=\"[^\"]*\">[^<]*</a>\. If not, click the link\.\s*"
)


def _is_default_page(reply: frames.Response) -> bool:
    code = int(reply.status[:3])
    if 300 <= code < 400:
        return bool(_REDIRECT_PAGE.fullmatch(reply.body))
    usual = werkzeug.exceptions.default_exceptions.get(code)
    return usual is not None and reply.body.strip() == usual().get_body().strip().encode()
