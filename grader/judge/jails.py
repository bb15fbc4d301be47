"""The jails of one submission: opened when a check asks its first question, closed when it is through.

What a check holds is a `JailFixture`; here stands who owns the jail behind it, for how long, what it printed, and the
most memory it took.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from grader.judge.exchanges import Conversation
from grader.judge.fixtures import JailFixture
from grader.model import State
from grader.protocol import frames
from grader.protocol.limits import Limits
from grader.sandbox.jail import Jail, JailDied, Sandbox


class JailKeeper:
    """Opens and closes the jails in which one submission's program is asked, under one time limit for all of them."""

    def __init__(
        self, sandbox: Sandbox, files: dict[str, bytes], entry: str, limits: Limits, *, total_s: float
    ) -> None:
        self._sandbox = sandbox
        self._files = files
        self._entry = entry
        self._limits = limits
        self._total_s = total_s
        self._deadline = time.monotonic() + total_s
        self._opened: list[tuple[str, Jail]] = []  # beside the check or group that holds it
        self._shared: dict[str, JailFixture] = {}
        self._peaks: dict[str, int] = {}
        self._outputs: list[str] = []
        self._loading_outputs: list[str] = []
        self.forks = 0  # jails that were opened
        self.loads = 0  # those of them in which the submission's code may run

    @property
    def output(self) -> str:
        """What the program printed in the jails that are closed, the same text once."""
        return "".join(self._outputs)

    @property
    def loading_output(self) -> str:
        """What of it was printed while the program was loaded."""
        return "".join(self._loading_outputs)

    def peak_bytes(self, holder: str) -> int:
        """The most memory that a jail of a check, or of a group, took; 0 where that is not known."""
        return self._peaks.get(holder, 0)

    def hold(self, holder: str, conversation: Conversation, *, runs_code: bool) -> Iterator[JailFixture]:
        """Yield a fixture with a jail of its own, which ends with the check."""
        first = len(self._opened)
        yield self._fixture(holder, conversation, runs_code=runs_code)
        self._close(self._opened[first:])
        del self._opened[first:]

    def share(self, group: str, conversation: Conversation) -> JailFixture:
        """Return the fixture of a group of checks, whose jail ends with the submission."""
        fixture = self._shared.setdefault(group, self._fixture(group, conversation, runs_code=True))
        fixture.conversation = conversation
        return fixture

    def close(self) -> None:
        """End every jail that is left."""
        self._close(self._opened)
        self._opened = []

    def _fixture(self, holder: str, conversation: Conversation, *, runs_code: bool) -> JailFixture:
        def open_jail(files: dict[str, bytes] | None = None) -> Jail:
            return self._open(holder, self._files if files is None else files, runs_code=runs_code)

        return JailFixture(open_jail, conversation, entry=self._entry, runs_code=runs_code)

    def _open(self, holder: str, files: dict[str, bytes], *, runs_code: bool) -> Jail:
        left_ms = int((self._deadline - time.monotonic()) * 1000)
        if left_ms <= 0:
            raise JailDied(State.TIMED_OUT, f"All checks together took more than {self._total_s:g} s.")
        job = frames.Job(
            files=files,
            entry=self._entry,
            runs_code=runs_code,
            body_bytes=self._limits.body_bytes,
            header_bytes=self._limits.header_bytes,
            reply_bytes=self._limits.reply_bytes,
        )
        jail = self._sandbox.open(job, self._limits.within(left_ms))
        self._opened.append((holder, jail))
        self.forks += 1
        self.loads += runs_code
        return jail

    def _close(self, jails: list[tuple[str, Jail]]) -> None:
        for holder, jail in jails:
            end = jail.close()
            self._peaks[holder] = max(self._peaks.get(holder, 0), end.peak_bytes if end else 0)
            _add_new(self._outputs, jail.output())
            _add_new(self._loading_outputs, jail.loading_output())


def _add_new(texts: list[str], printed: bytes) -> None:
    """Add what was printed, unless the same was printed before."""
    text = printed.decode("utf-8", "replace")
    if text and text not in texts:
        texts.append(text)
