"""The jailed side of the bridge: an HTTP request off the wire, through a WSGI application, and back.

What an exception becomes: a framework may make a 500 page of it, and its kit hears it (`hear`). Whatever still
leaves the application becomes a 500 with the header `X-Grader-Exception: TypeName`. In both cases the reply carries
the exception and the student's own lines.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from grader.protocol import bounds, frames

Describe = Callable[[BaseException], frames.ExceptionReport]
Hear = Callable[[], AbstractContextManager[list[BaseException]]]
_Exit = (SystemExit, KeyboardInterrupt, GeneratorExit)


class BadResponse(Exception):
    """The answer is over a cap, or is no WSGI answer; says which."""


def answer(
    app: Any, request: frames.Request, *, body_bytes: int, header_bytes: int, describe: Describe, hear: Hear
) -> frames.Response:
    """Run one request. Raises `BadResponse` for an answer over a cap and for one that breaks PEP 3333."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], Any]:
        started[:] = [(status, headers)]
        return written.write

    written = io.BytesIO()
    with hear() as heard:
        try:
            body = _body(app, _environ(request), start_response, written, body_bytes)
            error = describe(heard[-1]) if heard else None
        except BadResponse:
            raise
        except BaseException as problem:
            error = describe(problem)
            started[:] = [("500 INTERNAL SERVER ERROR", [("X-Grader-Exception", error.type)])]
            body = b""
    if not started:
        raise BadResponse("the application never called start_response")
    status, headers = started[0]
    return frames.Response(
        id=request.id,
        status=_text(status)[: bounds.STATUS_CHARS],
        headers=_headers(headers, header_bytes),
        body=body,
        error=error,
    )


def _environ(request: frames.Request) -> dict[str, Any]:
    return {
        **request.environ,
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _body(app: Any, environ: dict[str, Any], start_response: Any, written: io.BytesIO, cap: int) -> bytes:
    result = app(environ, start_response)
    try:
        for chunk in result:
            written.write(chunk)
            if written.tell() > cap:
                raise BadResponse(f"the body of the answer is longer than {cap} bytes")
    finally:
        if hasattr(result, "close"):
            result.close()
    return written.getvalue()


def _headers(headers: Any, cap: int) -> list[tuple[str, str]]:
    plain = [(_text(name), _text(value)) for name, value in headers]
    if len(plain) > bounds.HEADERS:
        raise BadResponse(f"the answer has more than {bounds.HEADERS} headers")
    if bounds.size_of(plain) > cap:
        raise BadResponse(f"the headers of the answer are longer than {cap} bytes")
    return plain


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise BadResponse(f"a status or header is of type {type(value).__name__}, not str")
    return str.__str__(value)
