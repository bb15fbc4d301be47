"""Imports the course's libraries and exercises their lazy parts once, in the fork server.

Only library state may be left behind: no engine, no connection, no application that a child could find.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import mimetypes
import warnings
from collections.abc import Iterable

from grader.guest.kits import Kit
from grader.protocol.environment import Preload

# Of the standard library; those that are gone from newer versions are left out.
_LIGHT = (
    "ast",
    "base64",
    "collections",
    "concurrent.futures",
    "contextlib",
    "copy",
    "csv",
    "ctypes",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "email.utils",
    "enum",
    "fractions",
    "functools",
    "glob",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "html.parser",
    "http.cookies",
    "imghdr",
    "inspect",
    "io",
    "itertools",
    "json",
    "locale",
    "logging",
    "mimetypes",
    "operator",
    "pathlib",
    "pickle",
    "pprint",
    "queue",
    "random",
    "re",
    "runpy",
    "secrets",
    "shutil",
    "sqlite3",
    "statistics",
    "string",
    "struct",
    "subprocess",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "traceback",
    "types",
    "typing",
    "unicodedata",
    "urllib.parse",
    "urllib.request",
    "uuid",
    "warnings",
    "weakref",
    "zoneinfo",
    "encodings.idna",
)
_FULL = ("asyncio",)
_OURS = ("grader.guest.sqlite",)  # what jails load late, and cannot read then


def up(preload: Preload, kits: Iterable[Kit], modules: Iterable[str] = ()) -> None:
    """Import what kits of this profile know, and these modules. A library that is not installed is left out."""
    full = preload is Preload.FULL
    wanted = [kit for kit in kits if full or kit.preload is Preload.LIGHT]
    known = [name for kit in wanted for name in kit.modules]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in [*_LIGHT, *_OURS, *known, *modules, *(_FULL if full else ())]:
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
        gc.freeze()  # what is imported stays: a collection need only look at what the rest leaves
        mimetypes.init(files=[])  # the same types on every machine, and no file to look for in a jail
        for kit in wanted:
            if kit.warm_up is not None:
                with contextlib.suppress(ImportError):
                    kit.warm_up()
