"""The program of an informed liar: it knows what the reference was asked and answered, and understands nothing of it.

Its text goes before `programs.TAKE_OVER`, which calls `reply` with each question. What it knows are *sessions*: the
questions of one case of a check under one seed, each with the frame that answered it. How it chooses:

    table    the answer to the very same question, after the most alike questions before; nothing for any other
    nearest  the answer to the question whose parts differ least
    shape    the answer to a question of the same shape: of the same kinds of parts, whatever they hold
    copies   the same, and what a probe's answer repeats of its arguments is said with those of now
"""

from __future__ import annotations

INFORMED = '''\
import base64 as _base64
import json as _json
import zlib as _zlib

_WAY = {way!r}
_SESSIONS = _json.loads(_zlib.decompress(_base64.b85decode({table!r})))
_asked = []


def _kind(question):
    """What must be the same: of a probe its name, of a request its method."""
    if question["kind"] == "ask":
        return ["ask", question["name"], question.get("keeps", False)]
    return ["request", question["environ"].get("REQUEST_METHOD", "")]


def _parts(question):
    """The parts of a question by their places."""
    if question["kind"] == "ask":
        return dict(_leaves([question["args"], question["kwargs"]], ""))
    environ, body = question["environ"], question["body"]
    if isinstance(body, str):
        body = _base64.b64decode(body)
    said = {{name: environ[name] for name in environ if name.startswith("HTTP_") or name == "CONTENT_TYPE"}}
    said |= {{"app": question["app"], "query": environ.get("QUERY_STRING", "").split("&")}}
    said["path"] = (environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).split("/")
    text = body.decode("latin-1")
    try:
        said["body"] = _json.loads(text)
    except ValueError:
        said["body"] = text.split("&")
    return dict(_leaves(said, ""))


def _leaves(value, place):
    if isinstance(value, dict):
        yield place + "{{}}", len(value)
        for key in value:
            yield from _leaves(value[key], place + "." + key)
    elif isinstance(value, list):
        yield place + "[]", len(value)
        for index, item in enumerate(value):
            yield from _leaves(item, place + "." + str(index))
    else:
        yield place, value


def _shape(parts):
    return {{place: value if place.endswith(("[]", "{{}}")) else type(value).__name__ for place, value in parts.items()}}


def _difference(one, other):
    """How many parts differ; numbers and texts a little less when they are alike."""
    return sum(_apart(one.get(place, _asked), other.get(place, _asked)) for place in one.keys() | other.keys())


def _apart(one, other):
    if one == other:
        return 0.0
    if isinstance(one, str) and isinstance(other, str):
        same = sum(a == b for a, b in zip(one, other)) + sum(a == b for a, b in zip(one[::-1], other[::-1]))
        return 1 - min(0.9, same / (len(one) + len(other) + 1))
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return 1 - 0.5 / (1 + abs(one - other))
    return 1.0


def _same_before(known, index):
    """How many of the questions just before were alike."""
    count = 0
    for mine, theirs in zip(reversed(_asked[:-1]), reversed(known[:index])):
        if mine[0] != theirs[0] or mine[2] != theirs[2]:
            break
        count += 1
    return count


def _seen(question):
    parts = _parts(question)
    return _kind(question), parts, _shape(parts)


_known = [[(*_seen(question), answer) for question, answer in session] for session in _SESSIONS]


def _distance(kind, parts, shape, theirs):
    if kind != theirs[0]:
        return None
    if _WAY == "table":
        return 0 if parts == theirs[1] else None
    if _WAY in ("shape", "copies"):
        return 0 if shape == theirs[2] else 1 + _difference(shape, theirs[2])
    return _difference(parts, theirs[1])


def reply(question):
    _asked.append(_seen(question))
    best, chosen = None, None
    for session in _known:
        for index, theirs in enumerate(session):
            distance = _distance(*_asked[-1], theirs)
            if distance is None:
                continue
            key = distance, -_same_before(session, index), abs(index + 1 - len(_asked))
            if best is None or key < best:
                best, chosen = key, theirs
    answer = chosen[3] if chosen else _nothing(question)
    if chosen and _WAY == "copies" and answer["kind"] == "answer":
        answer = {{**answer, "value": _copied(answer["value"], _words(chosen[1], _asked[-1][1]))}}
    return {{**answer, "id": question["id"]}}


def _words(theirs, mine):
    """What was said then, and what is said in its place now, longest first."""
    pairs = {{theirs[place]: mine[place] for place in theirs if place in mine and not place.endswith(("[]", "{{}}"))}}
    return sorted(pairs.items(), key=lambda pair: -len(str(pair[0])))


def _copied(value, words):
    if isinstance(value, dict):
        return {{_copied(key, words): _copied(item, words) for key, item in value.items()}}
    if isinstance(value, list):
        return [_copied(item, words) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    for then, now in words:
        if type(then) is type(value) and then == value:
            return now
    if isinstance(value, str):
        for number, (then, now) in enumerate(words):
            if isinstance(then, str) and isinstance(now, str) and len(then) > 2:
                value = value.replace(then, chr(0xE000 + number))
        for number, (then, now) in enumerate(words):
            value = value.replace(chr(0xE000 + number), str(now))
    return value


def _nothing(question):
    if question["kind"] == "ask":
        return {{"kind": "answer", "value": 1 if question.get("keeps") else None}}
    return {{"kind": "response", "status": "404 NOT FOUND", "headers": [], "body": ""}}


'''
