"""Results from one audit to the next, on disk, so that what nothing has touched since is not graded again.

There is one file for each exercise, in a folder that its user alone can read. It begins with a digest of all that may
have a hand in a result and stands in no key: our own source, the versions of Python and of every library, this
machine's system, how submissions are confined, and the reference, which is asked who is to blame. Where one of them is
another, or the file cannot be read, nothing was kept.

What is to show that an exercise judges the same twice is never taken from here: gradings that are compared are done
anew, and those under an order of their own are not kept at all. Nor is what ran out of time, which a busy machine may
have been the reason for.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

import msgspec

from grader.audit.trials import Key
from grader.course import Exercise
from grader.errors import ExerciseError
from grader.judge.plugin import RunOptions
from grader.model import Isolation, Result, State
from grader.trees import digest_of

_PACKAGE = Path(__file__).resolve().parents[1]
_MOST = 5_000  # results of one exercise, the newest: each edit of an answer leaves some that nobody asks for again


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    submission: str  # digest
    seed: int
    options: RunOptions
    result: Result


class _Document(msgspec.Struct, frozen=True, kw_only=True):
    circumstances: str
    exercise: str  # digest
    entries: list[_Entry]


def cache_folder() -> Path:
    """Return where this user's audits keep results: below `XDG_CACHE_HOME`, or `~/.cache`."""
    home = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (home if home.is_absolute() else Path.home() / ".cache") / "flask-course-grader" / "audit"


def circumstances(isolation: Isolation, package: Path = _PACKAGE) -> str:
    """Return a digest of all that has a hand in a result, whatever the exercise: one change, and nothing was kept."""
    source = {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    libraries = sorted(f"{found.name} {found.version}" for found in metadata.distributions())
    machine = [sys.version, platform.platform(), isolation.level.value, isolation.detail]
    return digest_of({"source": digest_of(source).encode(), "others": msgspec.json.encode([libraries, machine])})


class KeptResults:
    """The results in a folder that were made under the same circumstances: read first, written when an audit ends."""

    def __init__(self, folder: Path, circumstances: str) -> None:
        self._folder = folder
        self._circumstances = circumstances
        self._read: dict[str, tuple[str, str]] = {}

    def read(self, exercises: Iterable[Exercise]) -> dict[Key, Result]:
        """Return what was kept of exercises as they are now; nothing of one, whatever is wrong with its file."""
        return {key: result for exercise in exercises for key, result in self._of(exercise)}

    def _of(self, exercise: Exercise) -> Iterator[tuple[Key, Result]]:
        try:
            now = self._read[exercise.id] = self._now(exercise)
            document = self._document(exercise)
        except (OSError, zlib.error, msgspec.MsgspecError, ExerciseError):
            return
        if (document.circumstances, document.exercise) == now:
            for entry in document.entries:
                yield (exercise.id, document.exercise, entry.submission, entry.seed, entry.options), entry.result

    def write(self, exercise: Exercise, known: Mapping[Key, Result]) -> None:
        """Keep what is known of an exercise, if it is still the one that was read.

        What cannot be written is not kept, and that is all.
        """
        with contextlib.suppress(OSError, ExerciseError):
            circumstances, digest = self._now(exercise)
            if self._read.get(exercise.id) != (circumstances, digest):
                return
            entries = [
                _Entry(submission=submission, seed=seed, options=options, result=result)
                for (id, checks, submission, seed, options), result in known.items()
                if (id, checks) == (exercise.id, digest) and _may_be_kept(options) and not _ran_out_of_time(result)
            ]
            document = _Document(circumstances=circumstances, exercise=digest, entries=entries[-_MOST:])
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _require_private(self._folder)
            _replace(self._file(exercise), zlib.compress(msgspec.msgpack.encode(document), 1))

    def _now(self, exercise: Exercise) -> tuple[str, str]:
        """Return digests of the circumstances and of the exercise. Raises `ExerciseError`."""
        reference = digest_of(exercise.answer_files("reference"))
        all = digest_of({"all": self._circumstances.encode(), "reference": reference.encode()})
        return all, exercise.digest

    def _document(self, exercise: Exercise) -> _Document:
        _require_private(self._folder)
        content = zlib.decompress(self._file(exercise).read_bytes())
        document: _Document = msgspec.msgpack.decode(content, type=_Document)
        return document

    def _file(self, exercise: Exercise) -> Path:
        """Return an exercise's file; courses in other folders have files of their own."""
        place = digest_of({"folder": os.fsencode(exercise.folder.resolve())}).removeprefix("sha256:")[:16]
        return self._folder / f"{exercise.id.replace('/', '+')}.{place}"


def _may_be_kept(options: RunOptions) -> bool:
    """Not what is compared, and nothing that was recorded: it is graded anew each time, and records are never written down."""
    return options.order_seed is None and not options.records


def _ran_out_of_time(result: Result) -> bool:
    return any(check.state is State.TIMED_OUT for check in result.checks)


def _require_private(folder: Path) -> None:
    """Raise `PermissionError` where somebody but this user may have written."""
    found = folder.stat()
    if os.name == "posix" and (found.st_uid != os.geteuid() or found.st_mode & 0o077):
        raise PermissionError(folder)


def _replace(file: Path, content: bytes) -> None:
    number, fresh = tempfile.mkstemp(dir=file.parent)  # for this user alone
    try:
        with open(number, "wb") as writing:
            writing.write(content)
        os.replace(fresh, file)
    except BaseException:
        os.unlink(fresh)
        raise
