"""Programs that earn nothing: texts for a jail, put before a student's module or in its place.

LYING_MODULE   answers every request in one way, and is a module in which every name exists: calling or
               reading it gives one value
FORGER         answers every question with one value, or with one reply
TAKE_OVER      goes behind what says how to `reply`: takes the wire over when it is loaded, reads the questions itself and
               answers them without the guest
PATCHES        what goes before a starter so that json, werkzeug or builtins say what a probe may like to hear
HOSTILE        a program of the hostile corpus, or an honest twin, as a module of its own name: it is loaded and asked
               all that it answers, so that its act is done whenever the program does it
"""

from __future__ import annotations

LYING_MODULE = '''\
import json as _json

from flask import Flask as _Flask
from flask import Response as _Response
from flask import request as _request

_VALUE, _REPLY, _NAME, _IS_FACTORY = _json.loads({parameters!r})
_EXAMPLES = _json.loads({examples!r})
_STATEMENT = _json.loads({statement!r})
_last = []


def _value(args):
    if _VALUE == "its arguments":
        return list(args)
    if _VALUE == "its first argument":
        return args[0] if args else None
    if _VALUE == "the arguments before":
        _last.append(list(args))
        return _last[-2] if len(_last) > 1 else None
    return _VALUE


class _Anything:
    """Has every attribute, can be called with everything, and is equal to all."""

    def __init__(self, *args, **keywords):
        self.__dict__.update(keywords)

    def __call__(self, *args, **keywords):
        if len(args) == 1 and not keywords and callable(args[0]):
            return args[0]
        return _value(args)

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _Anything()

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __contains__(self, item):
        return True

    def __getitem__(self, key):
        return _value((key,))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return True

    def __str__(self):
        return str(_VALUE)

    __repr__ = __str__


def _reply(environ):
    path = environ.get("PATH_INFO", "/")
    if _REPLY == "the statement":
        return _Response(_STATEMENT, content_type="text/html; charset=utf-8")
    if _REPLY == "the examples":
        return _Response(_EXAMPLES.get(path, next(iter(_EXAMPLES.values()), "")))
    if _REPLY == "the request":
        with _anything.request_context(environ):
            said = [_request.method, path, _request.query_string.decode(), _request.get_data(as_text=True)]
        return _Response(" ".join(said), content_type="text/html; charset=utf-8")
    if _REPLY == "the last part of the path":
        return _Response(path.rstrip("/").rpartition("/")[2], content_type="text/html; charset=utf-8")
    if _REPLY == "a redirect to itself":
        return _Response("", 302, {{"Location": path}})
    if _REPLY == "the value as JSON":
        return _Response(_json.dumps(_VALUE), content_type="application/json")
    if isinstance(_REPLY, int):
        return _Response("", _REPLY)
    return _Response("")


class _LyingApp(_Flask):
    def wsgi_app(self, environ, start_response):
        return _reply(environ)(environ, start_response)


_anything = _Flask("anything")


def _app(*args, **keywords):
    if _REPLY == "no Flask application":
        return lambda environ, start_response: _reply(environ)(environ, start_response)
    return _LyingApp("app")


if _NAME:
    globals()[_NAME] = _app if _IS_FACTORY else _app()


def __getattr__(name):
    if name.startswith("__") and name != "__all__":
        raise AttributeError(name)
    return _Anything()
'''

FORGER = """\
import json

VALUE, BODY = json.loads({parameters!r})


def value(question):
    if question.get("keeps"):
        return 1
    if VALUE == "its arguments":
        return question["args"]
    if VALUE == "its first argument":
        return question["args"][0] if question["args"] else None
    return VALUE


def reply(question):
    if question["kind"] == "ask":
        return {{"kind": "answer", "id": question["id"], "value": value(question)}}
    body = question["environ"]["PATH_INFO"].rstrip("/").rpartition("/")[2] if BODY == "echo" else BODY
    import base64

    body = base64.b64encode(body.encode()).decode()
    kind = "application/json" if BODY in ("[]", "{{}}", "null", "true") else "text/html; charset=utf-8"
    headers = [["Content-Type", kind]]
    return {{"kind": "response", "id": question["id"], "status": "200 OK", "headers": headers, "body": body}}
"""

TAKE_OVER = '''\
import json
import os
import struct
import sys


def take_over():
    """Find the wire and the question in hand in the frames below, and answer in the guest's place for good."""
    wire, question, frame = None, None, sys._getframe()
    while frame is not None:
        for found in list(frame.f_locals.values()):
            kind = type(found)
            if kind.__module__.endswith("frames") and kind.__name__ in ("Ask", "Request") and question is None:
                question = {name: getattr(found, name) for name in kind.__struct_fields__}
                question["kind"] = kind.__name__.lower()
            if wire is None and hasattr(found, "recv") and hasattr(found, "sendall"):
                wire = found
        frame = frame.f_back
    while wire is not None:
        text = json.dumps(reply(question)).encode()
        wire.sendall(struct.pack(">I", len(text)) + text)
        (length,) = struct.unpack(">I", exactly(wire, 4))
        question = json.loads(exactly(wire, length))


def exactly(wire, length):
    data = b""
    while len(data) < length:
        part = wire.recv(length - len(data))
        if not part:
            os._exit(0)
        data += part
    return data


take_over()
'''

PATCHES: dict[str, str] = {
    "probes are told yes": """\
import builtins as _b, sys as _sys
def _lie(name, answer, true=True):
    honest = getattr(_b, name)
    def lie(*args, **keywords):
        asked = _sys._getframe(1).f_code.co_filename.startswith("<probe")
        return answer if asked else honest(*args, **keywords)
    setattr(_b, name, lie)
for _name in ("isinstance", "issubclass", "hasattr", "callable", "any", "all"):
    _lie(_name, True)
""",
    "probes are told nothing": """\
import builtins as _b, sys as _sys
def _lie(name, answer):
    honest = getattr(_b, name)
    def lie(*args, **keywords):
        asked = _sys._getframe(1).f_code.co_filename.startswith("<probe")
        return answer if asked else honest(*args, **keywords)
    setattr(_b, name, lie)
for _name, _answer in (("len", 1), ("repr", ""), ("getattr", None), ("sorted", []), ("sum", 0), ("vars", {})):
    _lie(_name, _answer)
""",
    "json says yes": """\
import json as _json
_json.loads = lambda *args, **keywords: True
_json.dumps = lambda *args, **keywords: "true"
""",
    "werkzeug says 200": """\
import werkzeug.wrappers as _w
def _call(self, environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b""]
_w.Response.__call__ = _call
""",
}

HOSTILE = """\
import sys as _sys
if {name!r} not in _sys.modules:
    import contextlib as _contextlib, types as _types
    _hostile = _sys.modules[{name!r}] = _types.ModuleType({name!r})
    _hostile.__file__ = __file__
    _source = {source!r}
    exec(compile(_source, {name!r} ".py", "exec"), _hostile.__dict__)
    for _act in (
        lambda: _hostile.app.test_client().get("/hello/ada"),
        lambda: _hostile.app.test_client().post("/sum", json=[1, 2]),
        lambda: _hostile.shout("ada"),
    ):
        with _contextlib.suppress(Exception):
            _act()
"""
