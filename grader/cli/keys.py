"""Single keys, without the return key: on a terminal of any system, and silence where there is none."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

END = "\x04"  # Ctrl-D
_STEP_S = 0.05  # between two looks where nothing can be waited for
_AT_ONCE = 0  # termios.TCSANOW: what was typed before stays
_MOST = 32  # bytes of one key: arrows and the like come as a few


class Keys(Protocol):
    """Where keys come from."""

    there: bool  # whether anybody can press one

    def wait(self, seconds: float) -> str:
        """Return the key that was pressed within so many seconds, or nothing."""


class NoKeys:
    """Nobody is at the keyboard: waiting is all there is to do."""

    there = False

    def wait(self, seconds: float) -> str:
        """Wait."""
        time.sleep(seconds)
        return ""


class TerminalKeys:
    """A terminal of Unix, told to hand over each key at once.

    It is told again at every wait: a shell that stopped us and let us go on has set it back. In the
    background the terminal is not ours, and touching it would stop us.
    """

    there = True

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def wait(self, seconds: float) -> str:
        """Return one key; what a key sends as several bytes, such as an arrow, is nobody's key here."""
        import select
        import tty

        if not _is_ours(self._descriptor):
            time.sleep(seconds)
            return ""
        tty.setcbreak(self._descriptor, _AT_ONCE)
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return ""
        try:
            pressed = os.read(self._descriptor, _MOST)
        except OSError:
            pressed = b""
        if not pressed:
            return END  # the terminal is gone
        return pressed.decode(errors="replace") if len(pressed) == 1 else ""


class ConsoleKeys:
    """The console of Windows."""

    there = True

    def wait(self, seconds: float) -> str:
        """Look for a key until the time is over."""
        import msvcrt

        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if msvcrt.kbhit():  # type: ignore[attr-defined, unused-ignore]  # Windows has it
                return str(msvcrt.getwch())  # type: ignore[attr-defined, unused-ignore]  # as above
            time.sleep(_STEP_S)
        return ""


@contextmanager
def open_keys() -> Iterator[Keys]:
    """Yield the keys of standard input, and leave the terminal as it was."""
    if not _is_terminal():
        yield NoKeys()
        return
    try:
        import termios
    except ImportError:
        yield _console_or_none()
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        yield TerminalKeys(descriptor)
    finally:
        if _is_ours(descriptor):
            termios.tcsetattr(descriptor, _AT_ONCE, before)


def _is_ours(descriptor: int) -> bool:
    try:
        return os.getpgrp() == os.tcgetpgrp(descriptor)
    except OSError:
        return True  # not the terminal that we were started from, so no shell takes it away


def _is_terminal() -> bool:
    try:
        return sys.stdin is not None and sys.stdin.isatty()
    except ValueError:  # closed
        return False


def _console_or_none() -> Keys:
    try:
        import msvcrt  # noqa: F401  # only whether it is there
    except ImportError:
        return NoKeys()
    return ConsoleKeys()
