"""The jailed side of the wire: takes questions, runs the student's code, answers in plain data.

Everything here is bound before the student's first line runs. A program that breaks it breaks its own
answers, and the trusted side calls that a crash.
"""

from __future__ import annotations

import errno
import io
import os
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from grader.guest import kits, wsgi
from grader.guest.kit import LoadLog, ProbeKit, put_first_on_path, text_of
from grader.guest.kits import Kit
from grader.protocol import bounds, frames, loads


def serve(connection: socket.socket, job: frames.Job, work: Path, switched_on: Sequence[Kit]) -> None:
    """Say that we are ready, then answer until the wire closes."""
    _open_output()
    if job.runs_code:
        put_first_on_path(work)
    log = LoadLog(_teller(connection))
    jail = kits.probe_kit(switched_on)(
        work,
        job.entry,
        runs_code=job.runs_code,
        variables=kits.variables_of(switched_on),
        log=log,
    )
    guest = Guest(jail, job, work, kits.hearing(switched_on), log)
    send_reply, receive, cap = frames.send_reply, frames.receive, job.reply_bytes
    frames.send(connection, frames.Ready())
    while (message := receive(connection)) is not None:
        reply = guest.answer(message)
        _flush()
        send_reply(connection, reply, cap)


def _teller(connection: socket.socket) -> Callable[[str], None]:
    """Return what tells the other side of each load once, and of no more than it takes, and waits until it is noted."""
    send, loaded, told, most, longest = frames.send, frames.Loaded, set[str](), loads.MOST, bounds.LINE_CHARS
    flush, receive, one_at_a_time = _flush, frames.receive, threading.Lock()

    def tell(load: str) -> None:
        if load not in told and len(told) < most and len(load) <= longest:
            told.add(load)
            flush()
            with one_at_a_time:
                send(connection, loaded(what=load))
                receive(connection)  # what was printed until here is known by then

    return tell


def _open_output() -> None:
    """Fresh text streams on 1 and 2; the server's are those of another process."""
    for name, fd in (("stdout", 1), ("stderr", 2)):
        raw = io.FileIO(fd, "w", closefd=False)
        stream = io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", "backslashreplace", line_buffering=True)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.stdin = io.TextIOWrapper(io.BytesIO(), "utf-8")


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # the student's stream, or none: their output, not ours
            continue


class Guest:
    """Answers one message at a time."""

    def __init__(self, jail: ProbeKit, job: frames.Job, work: Path, hear: wsgi.Hear, log: LoadLog) -> None:
        self._jail = jail
        self._log = log
        self._hear = hear
        self._job = job
        self._work = f"{work}{os.sep}"
        self._apps: dict[int, Any] = {}

    def answer(self, message: frames.ToJail) -> frames.Reply:
        """Answer a question; whatever the student's code raises becomes data."""
        match message:
            case frames.Request():
                return self._request(message)
            case frames.Ask():
                return self._ask(message)
            case _:
                raise RuntimeError("a second job")

    def _request(self, request: frames.Request) -> frames.Reply:
        try:
            app = self._application(request.app)
        except BaseException as problem:
            return self._raised(request.id, "load", problem)
        try:
            return wsgi.answer(
                app,
                request,
                body_bytes=self._job.body_bytes,
                header_bytes=self._job.header_bytes,
                describe=self._describe,
                hear=self._hear,
            )
        except wsgi.BadResponse as problem:
            return frames.BadAnswer(id=request.id, reason=str(problem))
        except BaseException as problem:
            return self._raised(request.id, "request", problem)

    def _application(self, number: int) -> Any:
        if number not in self._apps:
            if number != 0:
                raise RuntimeError("no such application")
            self._apps[0] = self._jail.app()
        return self._apps[number]

    def _ask(self, ask: frames.Ask) -> frames.Reply:
        heard: list[BaseException] = []
        try:
            with self._hear() as heard:
                value = self._run(ask)
            if ask.keeps:
                if not callable(value):
                    return frames.BadAnswer(id=ask.id, reason=f"a {type(value).__name__} is no WSGI application")
                number = len(self._apps) + 1
                self._apps[number] = value
                value = number
            answer = frames.plain(value)
            if not bounds.is_small(answer):
                most = f"{bounds.ITEMS} items, {bounds.DEPTH} deep"
                return frames.BadAnswer(id=ask.id, reason=f"it holds more than {most}")
            return frames.Answer(id=ask.id, value=answer, error=self._own_trouble(heard))
        except frames.NotPlain as problem:
            return frames.BadAnswer(id=ask.id, reason=str(problem)[: bounds.REASON_CHARS])
        except BaseException as problem:
            return self._raised(ask.id, "probe", problem, self._own_trouble(heard))

    def _raised(
        self, number: int, stage: str, problem: BaseException, heard: frames.ExceptionReport | None = None
    ) -> frames.Raised:
        """Say that a question ended in an exception; where a view's led to it and it has no line of its own, that one."""
        load = self._log.ended_in(problem)[: bounds.LINE_CHARS]
        trouble = self._describe(problem)
        if heard is not None and not trouble.where and not load:
            trouble = heard
        return frames.Raised(id=number, stage="load" if load else stage, loading=load, trouble=trouble)

    def _own_trouble(self, heard: list[BaseException]) -> frames.ExceptionReport | None:
        """Return the last exception of those heard that passed through a line of the student's."""
        reports = [self._describe(problem) for problem in heard[-bounds.WHERE_LINES :]]
        return next((report for report in reversed(reports) if report.where), None)

    def _run(self, ask: frames.Ask) -> Any:
        if not ask.source:  # no probe: the factory of exercise.toml
            return self._jail.app(*ask.args, **ask.kwargs)
        space: dict[str, Any] = {}
        exec(compile(ask.source, f"<probe {ask.name}>", "exec"), space)
        return space[ask.name](self._jail, *ask.args, **ask.kwargs)

    # ExceptionReport

    def _describe(self, problem: BaseException) -> frames.ExceptionReport:
        """Say what happened in the student's terms; never fail at it."""
        try:
            text = str(problem)
        except Exception:
            text = ""
        return frames.ExceptionReport(
            type=type(problem).__name__[: bounds.TYPE_CHARS],
            text=_clean(text.replace(self._work, ""))[: bounds.TEXT_CHARS],
            where=self._where(problem),
            memory=isinstance(problem, MemoryError) or getattr(problem, "errno", None) == errno.ENOMEM,
        )

    def _where(self, problem: BaseException) -> list[str]:
        """The student's own lines that led there, innermost last: `app.py:3 in page: return 1/0`."""
        lines: list[str] = []
        if isinstance(problem, SyntaxError) and (problem.filename or "").startswith(self._work):
            lines.append(self._line(problem.filename or "", problem.lineno or 0, ""))
        step = problem.__traceback__
        while step is not None:
            code = step.tb_frame.f_code
            if code.co_filename.startswith(self._work):
                lines.append(self._line(code.co_filename, step.tb_lineno, code.co_name))
            step = step.tb_next
        return lines[-bounds.WHERE_LINES :]

    def _line(self, file: str, number: int, function: str) -> str:
        inside = f" in {function}" if function and function != "<module>" else ""
        try:
            source = text_of(Path(file)).splitlines()[number - 1].strip()
        except (OSError, IndexError, ValueError, SyntaxError):
            source = ""
        return _clean(f"{file.removeprefix(self._work)}:{number}{inside}: {source}")[: bounds.LINE_CHARS]


def _clean(text: str) -> str:
    """Make text fit for JSON: lone surrogates are written out."""
    return str.__str__(text).encode("utf-8", "backslashreplace").decode("utf-8")
