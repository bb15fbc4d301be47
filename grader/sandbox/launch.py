"""Starts the process of a fork server, which then waits to be told what for.

The process is as good for one level and environment as for any other until it is told (`packets.Prepare`), so a command
may launch it before it has read a course, and before it has imported what reads one: this module leans on nothing but
the standard library.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Sequence

PROGRAM = ("-m", "grader.sandbox.server")
_END_S = 5.0


class Launched:
    """A fork server's process and our end of its control socket; when that closes, it cleans up and ends."""

    def __init__(self, program: Sequence[str] = PROGRAM) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            # The empty environment and the flags keep everything of the user's out; the fixed hash seed makes
            # sets come out in the same order in each server. SQLite asks once where its temporary files may stand, as
            # soon as it is loaded, and would name a folder of the machine's: a jail's working folder is its own.
            self.process = subprocess.Popen(
                [sys.executable, "-s", "-P", "-X", "utf8", *program, str(theirs.fileno())],
                env={"PYTHONHASHSEED": "0", "SQLITE_TMPDIR": "."},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # Ctrl-C is the command's business
            )

    def close(self) -> None:
        """End it and all of its jails."""
        with contextlib.suppress(OSError):
            self.control.shutdown(socket.SHUT_RDWR)  # a judge that was forked holds it too
        self.control.close()
        try:
            self.process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
