"""The jailed side where nothing can be forked or confined: a plain process, its wire on standard input and output.

Run as `python -m grader.guest.pipes FOLDER KIT…`; the folder is made and removed by the other side.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from grader.guest import kits, serve
from grader.protocol import frames


class Pipes:
    """Two descriptors with the two methods of a socket that the wire uses."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading = reading
        self._writing = writing

    def recv(self, length: int) -> bytes:
        """Return up to `length` bytes, none at the end."""
        return os.read(self._reading, length)

    def sendall(self, data: bytes) -> None:
        """Write all of it."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._writing, view) :]


def main() -> None:
    """Serve one jail."""
    connection: Any = Pipes(os.dup(0), os.dup(1))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    base, switched_on = Path(sys.argv[1]), [kits.load(name) for name in sys.argv[2:]]
    job = frames.receive_job(connection)
    work = _write_files(base, job.files)
    sys.argv[:] = ["app.py"]
    _limit_resources()
    serve.serve(connection, job, work, switched_on)
    os._exit(0)


def _write_files(base: Path, files: dict[str, bytes]) -> Path:
    work = base / "work"
    work.mkdir()
    for name, content in files.items():
        place = work / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    os.chdir(work)
    return work.resolve()


def _limit_resources() -> None:
    """What little there is: no endless computing, no huge files. Windows has neither."""
    try:
        import resource
    except ImportError:
        return
    for kind, value in ((resource.RLIMIT_CPU, 10), (resource.RLIMIT_FSIZE, 64 << 20), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    main()
