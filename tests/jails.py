"""Jails by hand: opening one, asking it, and servers that were tampered with."""

from __future__ import annotations

import contextlib
import inspect
import os
import select
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.model import Level
from grader.protocol import frames
from grader.protocol.environment import Preload
from grader.protocol.limits import Limits
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.jail import Jail, Sandbox

ENVIRONMENT = Course(Path(__file__).parent.parent).manifest.environment


@contextlib.contextmanager
def jail_in(sandbox: Sandbox, files: dict[str, bytes] | None = None, **limits: int) -> Iterator[Jail]:
    """Open a jail that holds these files; close it at the end."""
    job = frames.Job(files=files or {}, entry="app:app", runs_code=True, body_bytes=1 << 20, header_bytes=1 << 16)
    with contextlib.closing(sandbox.open(job, Limits(**limits))) as jail:
        yield jail


def ask(jail: Jail, function: Callable[..., Any], *args: Any) -> Any:
    """Run a function in the jail; return its answer, or the exception's type and text."""
    reply = jail.ask(function.__name__, textwrap.dedent(inspect.getsource(function)), list(args), {})
    if isinstance(reply, frames.Answer):
        return reply.value
    assert isinstance(reply, frames.Raised), reply
    return f"{reply.trouble.type}: {reply.trouble.text}"


def list_work(jail):  # type: ignore[no-untyped-def]
    """In a jail: the names of its files."""
    import os

    return sorted(os.path.join(folder, name)[2:] for folder, _, names in os.walk(".") for name in names)


def descendants(pid: int) -> list[int]:
    """Return the ids of the processes below one that live, parents first."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with contextlib.suppress(FileNotFoundError):
            below = descendants(int(child))
            state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
            found += [*([] if state in "XZ" else [int(child)]), *below]
    return found


def ends(pid_fd: int) -> bool:
    """Whether a process ends soon; closes its descriptor."""
    poll = select.poll()
    poll.register(pid_fd, select.POLLIN)
    ended = bool(poll.poll(5000))
    os.close(pid_fd)
    return ended


class TamperedSandbox(ForkedSandbox):
    """A fork server that runs `script` before it starts; `server`, `confine` and others are imported for it."""

    def __init__(self, level: Level, script: str, start: str = "server.main()") -> None:
        imports = "from grader.sandbox import confine, kernel, namespaces, removal, seccomp, server"
        self._PROGRAM = ("-c", "\n".join([imports, textwrap.dedent(script), start]))
        super().__init__(level, ENVIRONMENT, preload=Preload.LIGHT)
