"""Where a stranger's text enters the judge: it can be encoded, and names no place of this machine.

Whatever a program said, printed or raised goes through here once before it becomes part of a result.
"""

from __future__ import annotations

import functools
import os
import re
import sys
import sysconfig

from grader.protocol import frames

# Where a jail's files lie: `work` in a slot of the fork server's folder, or in a folder of its own at level `none`.
_JAIL = r"(?<![\w.-])/(?:[^/\s\"'<>:]+/){0,12}?(?:jail|grade-[\w-]+(?:/\d+/jail)?)"
_WORK = re.compile(_JAIL + r"/work(?:/|(?![\w.-]))")
_BESIDE_WORK = re.compile(_JAIL + r"/(?=\w)")
_ORIGIN = re.compile(r" \((?:/|[A-Za-z]:\\|unknown location)[^()]*\)$")  # of a module, at the end of an ImportError


def without_paths(text: str) -> str:
    """Return a text in which the folders of Python, its libraries and the jail are left out of every path."""
    if os.sep not in text:
        return text
    text = _WORK.sub(_rest, text)
    return _places().sub(_rest, _BESIDE_WORK.sub("", text))


def _rest(found: re.Match[str]) -> str:
    """What stays of a folder's path: nothing before a name in it, a dot where it stands alone."""
    return "" if found[0].endswith(os.sep) else "."


@functools.cache
def _places() -> re.Pattern[str]:
    places = [sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib", "platstdlib")]
    places += [
        os.path.dirname(sys.executable),
        sys.prefix,
        sys.base_prefix,
        *map(os.path.abspath, filter(None, sys.path)),
    ]
    known = sorted({place.rstrip(os.sep) for place in places if place.count(os.sep) > 1}, key=len, reverse=True)
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, known))})(?:{re.escape(os.sep)}|(?![\w.-]))")


def encodable(text: str) -> str:
    """Return a text with half characters, which no file and no wire takes, written out as `\\ud800`."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def one_line(text: str) -> str:
    """Return a text with all that would begin a new line written as one blank."""
    return " ".join(text.split()) if any(sign.isspace() and sign != " " for sign in text) else text


def entered(text: str) -> str:
    """Return a stranger's text as it may stand in a result."""
    return encodable(without_paths(text))


def report_entered(report: frames.ExceptionReport) -> frames.ExceptionReport:
    """Return what a jail says of an exception, each part on one line and without places of this machine."""
    return frames.ExceptionReport(
        type=one_line(entered(report.type)),
        text=one_line(entered(_ORIGIN.sub("", report.text))),
        where=[one_line(entered(line)) for line in report.where],
        memory=report.memory,
    )
