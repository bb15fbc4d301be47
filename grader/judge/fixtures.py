"""What a check holds: a jail, applications in it, and clients of them.

A jail that is asked to hand over a file has ended by then: the file is carried as bytes, and read in a clean jail of
its own, where neither the student's code nor any other file of theirs is. One that breaks whatever reads it breaks its
own answers.

`client` is a real `werkzeug.test.Client` whose application is a bridge: it sends the WSGI environment through
the wall and turns the answer into a reply. What the student's program does wrong on the way comes out as
`SubmissionFailed`, or as `JailDied` from the sandbox; both mean the check is lost, and neither can come from the
check's own code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec
import werkzeug.test
from werkzeug.datastructures import Headers
from werkzeug.wsgi import get_current_url

from grader.checks import Evidence, Probe
from grader.errors import ExerciseError
from grader.guest.evidence import NotAnswered, Unreadable
from grader.judge import advice
from grader.judge.exchanges import Conversation, Exchange, probe_words, request_words, response_words, value_words
from grader.judge.loading import Way, ways_of_app, ways_of_probe
from grader.judge.texts import entered, report_entered
from grader.protocol import frames, loads
from grader.sandbox import remains
from grader.sandbox.jail import Jail, JailDied, JailKilled, NotHandedOver

_STATUS = re.compile(r"[1-9][0-9]{2}( [\t\x20-\x7e]*)?")
_BESIDE_A_DATABASE = ("-wal", "-journal")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")


class OpenJail(Protocol):
    """Opens a jail with the submission's files, or with other ones."""

    def __call__(self, files: dict[str, bytes] | None = None) -> Jail: ...


class SubmissionFailed(Exception):
    """The program failed while it was asked: `fact` is for the student.

    `tripped` says that a probe may be to blame as well: none of the student's lines led there. `exchange` is the one
    that it is about, if that need not be the last.
    """

    def __init__(
        self,
        fact: str,
        *,
        where: Iterable[str] = (),
        memory: bool = False,
        tripped: bool = False,
        exchange: Exchange | None = None,
    ) -> None:
        super().__init__(fact)
        self.fact = fact
        self.where = tuple(where)
        self.memory = memory
        self.tripped = tripped
        self.exchange = exchange


class Reply(werkzeug.test.TestResponse):
    """An HTTP answer that knows its exchange, and whose `.json` says what is wrong instead of returning None."""

    exchange: Exchange | None = None

    @property
    def json(self) -> Any:
        """The decoded JSON body. Raises `SubmissionFailed` if the answer is not JSON."""
        try:
            value = self.get_json(force=True)
        except Exception:
            raise SubmissionFailed("The answer must be JSON.", exchange=self.exchange) from None
        if not self.is_json:
            fact = f"The answer must be JSON, not {self.mimetype or 'without a type'}."
            raise SubmissionFailed(fact, exchange=self.exchange)
        return value


class JailFixture:
    """The fixture `jail`: opens its jail at the first question.

    `entry` is that of exercise.toml. In a jail that runs none of the student's code nothing is loaded.
    """

    asks_a_program = True

    def __init__(self, open_jail: OpenJail, conversation: Conversation, *, entry: str, runs_code: bool = True) -> None:
        self._open = open_jail
        self._jail: Jail | None = None
        self._entry = entry
        self._runs_code = runs_code
        self._lost: Way | None = None  # what this very jail could not load
        self._handed_over = False
        self._apart: tuple[Evidence | None, JailFixture] | None = None  # the last jail for one purpose alone
        self.conversation = conversation

    def ask(self, probe: Probe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a probe and return its plain answer, checked against its return annotation if it has one."""
        return require_shape(self._ask_probe(probe, args, kwargs), probe.shape)

    def open(self, probe: Probe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> ApplicationHandle:
        """Run a probe that returns a WSGI application; it stays in the jail."""
        return ApplicationHandle(self, self._ask_probe(probe, args, kwargs, keeps=True))

    def app(self, *args: Any, **kwargs: Any) -> ApplicationHandle:
        """Call the factory that exercise.toml names, with plain arguments; its application stays in the jail."""
        ways = ways_of_app(self._entry, with_arguments=bool(args or kwargs))
        return ApplicationHandle(self, self._ask("app", "", "make the application", ways, args, kwargs, keeps=True))

    def client(self, **options: Any) -> werkzeug.test.Client:
        """Return a new client of the default application."""
        return ApplicationHandle(self, 0).client(**options)

    # Evidence

    def hand_over(self, file: str) -> Evidence:
        """End the jail, and return a file that the program left in its folder; of a database also what SQLite wrote beside it.

        `file` is a relative path in the folder of the submitted files. Raises `SubmissionFailed` if there is no such
        file, or nothing that can be carried; `ExerciseError` for a jail that has handed over a file before.
        """
        self._require_held(file)
        exchange = self.conversation.begin(f"the file {file}, when your program has ended")
        jail = self._jail = self._jail or self._open()
        self._handed_over = True
        try:
            files = jail.hand_over(file, *(f"{file}{ending}" for ending in _BESIDE_A_DATABASE))
        except NotHandedOver as problem:
            raise SubmissionFailed(problem.fact) from None
        if file not in files:
            raise SubmissionFailed(f"There must be a file `{file}` when your program has ended.")
        exchange.answered = f"{len(files[file])} bytes"
        return Evidence(name=file, files=files)

    def _require_held(self, file: str) -> None:
        if self._handed_over:
            raise ExerciseError("the jail has handed over a file, and ended", hint="ask it for that last")
        if not self._runs_code:
            raise ExerciseError("a clean jail has nothing to hand over: nobody's program runs in it")
        if not remains.is_name(file):
            raise ExerciseError(f"`{file}` is no relative path in the folder of the submitted files")

    def holding(self, evidence: Evidence | None) -> JailFixture:
        """Return a clean jail that holds this evidence and nothing else, and that no other evidence was ever in.

        With None it holds nothing, for what a program sent. The one set apart before is ended. Raises `ExerciseError`
        for a jail that is not clean.
        """
        if self._runs_code:
            raise ExerciseError("evidence is read in a clean jail", hint="let the check take `clean`")
        if self._apart is not None and evidence is not None and self._apart[0] is evidence:
            return self._apart[1]
        files = {} if evidence is None else evidence.files
        return self._set_apart(evidence, lambda _=None: self._open(files), entry="")

    def alone(self) -> JailFixture:
        """Return a jail of the same kind that was asked nothing so far. The one set apart before is ended."""
        return self._set_apart(None, self._open, entry=self._entry)

    def _set_apart(self, evidence: Evidence | None, open_jail: OpenJail, *, entry: str) -> JailFixture:
        if self._apart is not None:
            self._apart[1].end()
        apart = JailFixture(open_jail, self.conversation, entry=entry, runs_code=self._runs_code)
        self._apart = evidence, apart
        return apart

    def end(self) -> None:
        """End the jail, if it was opened."""
        if self._jail is not None:
            self._jail.close()

    def _ask_probe(self, probe: Probe, args: tuple[Any, ...], kwargs: dict[str, Any], *, keeps: bool = False) -> Any:
        ways = ways_of_probe(probe.source, self._entry, self.conversation.importable)
        return self._ask(probe.name, probe.source, probe.title, ways, args, kwargs, keeps=keeps)

    def _ask(
        self,
        name: str,
        source: str,
        title: str,
        ways: Sequence[Way],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        keeps: bool = False,
    ) -> Any:
        try:
            plain_args, plain_kwargs = frames.plain(args), frames.plain(kwargs)
        except frames.NotPlain as problem:
            raise ExerciseError(f"the probe `{name}` is called with something that cannot cross: {problem}") from None
        exchange = self.conversation.begin(probe_words(title, source, plain_args, plain_kwargs))
        reply = self._answer(ways, lambda jail: jail.ask(name, source, plain_args, plain_kwargs, keeps=keeps))
        if self.conversation.recorder:
            asked = frames.Ask(id=0, name=name, source=source, args=plain_args, kwargs=plain_kwargs, keeps=keeps)
            self.conversation.recorder.note(asked, reply, runs_code=self._runs_code)
        if not isinstance(reply, frames.Answer):
            raise self._failure(reply, is_probe=bool(source))
        exchange.answered, exchange.value = "" if keeps else value_words(reply.value), reply.value
        exchange.trouble = report_entered(reply.error) if reply.error else None
        return reply.value

    def request(self, app: int, environ: dict[str, str], body: bytes) -> frames.Response:
        """Send one request to an application."""
        exchange = self.conversation.begin(request_words(environ, body))
        ways = ways_of_app(self._entry) if app == 0 else ()
        reply = self._answer(ways, lambda jail: jail.request(app, environ, body))
        if self.conversation.recorder:
            request = frames.Request(id=0, app=app, environ=environ, body=body)
            self.conversation.recorder.note(request, reply, runs_code=self._runs_code)
        if not isinstance(reply, frames.Response):
            raise self._failure(reply)
        _require_http(reply)
        exchange.answered = response_words(reply)
        exchange.trouble = report_entered(reply.error) if reply.error else None
        return reply

    # Loading

    def _answer(self, ways: Sequence[Way], ask: Callable[[Jail], frames.Reply]) -> frames.Reply:
        """Ask a question that begins with these loads, unless one of them is known to fail."""
        if self._handed_over:
            raise ExerciseError("the jail has handed over a file, and ended", hint="ask it for that last")
        known = tuple(ways) if self._runs_code and (self._jail is None or self._lost in ways) else ()
        self.conversation.loads.require(known)
        jail = self._jail = self._jail or self._open()
        try:
            reply = ask(jail)
        except (JailDied, JailKilled):
            self._note_unloaded(jail, known)
            raise
        if isinstance(reply, frames.Raised) and reply.loading:
            self._note_unloaded(jail, known, reply.loading)
        return reply

    def _note_unloaded(self, jail: Jail, known: Sequence[Way], said: str = "") -> None:
        """Note what the question ended in: the first of its loads that is not through, else what the jail says."""
        pending = next((way for way in known if way.load not in jail.loaded), None)
        load = pending.load if pending else said
        self._lost = self.conversation.way = pending
        self.conversation.unloaded = self._file_of(load) if load else ""

    def _file_of(self, load: str) -> str:
        """Return the submitted file that a load begins with; empty if none was submitted."""
        module = loads.file_of(load, self._entry)
        package = f"{module.removesuffix('.py')}/__init__.py"
        return next((file for file in (module, package) if file in self.conversation.files), "")

    def _failure(self, reply: frames.Reply, *, is_probe: bool = False) -> SubmissionFailed:
        if isinstance(reply, frames.BadAnswer):
            fact = f"The answer of your program does not fit: {entered(reply.reason)}."
            return SubmissionFailed(fact, tripped=is_probe)
        if not isinstance(reply, frames.Raised):
            raise TypeError(f"no failure: {reply}")
        if not self._runs_code and reply.trouble.type in _OF_EVIDENCE:
            tripped = reply.trouble.type == NotAnswered.__name__
            return SubmissionFailed(report_entered(reply.trouble).text, tripped=tripped)
        trouble, file = report_entered(reply.trouble), self.conversation.unloaded
        opening = f"`{file}` could not be loaded" if file else _OPENINGS[reply.stage == "load"]
        return SubmissionFailed(
            f"{opening}: {advice.of(trouble, self.conversation)}",
            where=trouble.where,
            memory=trouble.memory,
            tripped=is_probe and not (trouble.where or trouble.memory or file),
        )


_OF_EVIDENCE = (Unreadable.__name__, NotAnswered.__name__)
_OPENINGS = ("Your program raised an exception", "Your program could not be loaded")


class _Client(werkzeug.test.Client):
    """A client whose replies know their exchange."""

    asks_a_program = True
    application: ApplicationHandle

    def open(self, *args: Any, **kwargs: Any) -> werkzeug.test.TestResponse:
        reply = super().open(*args, **kwargs)
        if isinstance(reply, Reply) and reply.exchange is None:
            reply.exchange = self.application.last_exchange
        return reply

    def run_wsgi_app(self, environ: dict[str, Any], buffered: bool = False) -> tuple[Iterable[bytes], str, Headers]:
        """Ask the application, as werkzeug does: which works the URL out twice, for cookies that are not there."""
        if self._cookies != {}:  # or None: a client without a jar sends what header it was told
            return super().run_wsgi_app(environ, buffered)
        environ.pop("HTTP_COOKIE", None)
        body, status, headers = werkzeug.test.run_wsgi_app(self.application, environ, buffered)
        if cookies := headers.getlist("Set-Cookie"):
            url = urlsplit(get_current_url(environ))
            self._update_cookies_from_response(url.hostname or "localhost", url.path, cookies)
        return body, status, headers


class ApplicationHandle:
    """A WSGI application in the jail; calling it as one sends the request through the wall."""

    asks_a_program = True

    def __init__(self, jail: JailFixture, number: Any) -> None:
        if type(number) is not int:
            raise SubmissionFailed("Your program gave no application.")
        self._jail = jail
        self._number = number

    def client(self, **options: Any) -> werkzeug.test.Client:
        """Return a new client, with its own cookies, of this application."""
        return _Client(self, Reply, **options)

    @property
    def last_exchange(self) -> Exchange:
        """The last one of the check."""
        return self._jail.conversation.last

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read()
        plain = {name: value for name, value in environ.items() if type(value) is str}
        reply = self._jail.request(self._number, plain, body)
        start_response(reply.status, list(reply.headers))
        return [reply.body]


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


def require_shape(value: Any, shape: Any) -> Any:
    """Return `value` if it has the shape of a type annotation; raise `SubmissionFailed` otherwise."""
    try:
        return msgspec.convert(value, shape, strict=True)
    except msgspec.ValidationError as problem:
        fact = f"The answer of your program has an unexpected form: {problem}."
        raise SubmissionFailed(fact, tripped=True) from None
