"""Processor time and memory of all that a process starts, read from outside.

Processor time comes from a control group of its own where one can be made (version 1 or 2): it holds the time of every
process that was ever in it, to the microsecond, also of those that nobody waited for. Elsewhere it is summed over
`/proc` in steps of a clock tick, with the children that were waited for.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

_TICK_MS: Final = 1000 / os.sysconf("SC_CLK_TCK")
_numbers = count()


class Meter:
    """The processor time of what is started `inside` and of all its descendants. For use in a `with`."""

    def __init__(self) -> None:
        self._group = _new_group()
        self._pids: list[int] = []

    @property
    def counts_all(self) -> bool:
        """Whether it has a group, which also counts those that nobody waited for."""
        return self._group is not None

    @property
    def source(self) -> str:
        """Where the figures come from: `cgroup` or `process tree`."""
        return "cgroup" if self.counts_all else "process tree"

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Stand in the group meanwhile: what is started is counted, and so is this process."""
        if self._group is None:
            yield
            return
        (self._group / "cgroup.procs").write_text("0")
        try:
            yield
        finally:
            (self._group.parent / "cgroup.procs").write_text("0")

    def follow(self, pid: int) -> None:
        """Count the tree below a process, where there is no group."""
        self._pids.append(pid)

    def cpu_ms(self) -> float:
        """Return milliseconds, user and system, spent so far."""
        if self._group is None:
            return sum(_ticks(pid) for root in self._pids for pid in (root, *below(root))) * _TICK_MS
        with contextlib.suppress(FileNotFoundError):
            return int((self._group / "cpuacct.usage").read_text()) / 1e6
        return int((self._group / "cpu.stat").read_text().split()[1]) / 1e3

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._group is None:
            return
        for _try in range(100):
            with contextlib.suppress(OSError):  # somebody in it is still ending
                self._group.rmdir()
                return
            time.sleep(0.02)


def _new_group() -> Path | None:
    for home in _homes():
        group = home / f"benchmark-{os.getpid()}-{next(_numbers)}"
        try:
            group.mkdir()
            (group / "cgroup.procs").write_text("0")
            (home / "cgroup.procs").write_text("0")
        except OSError:
            with contextlib.suppress(OSError):
                group.rmdir()
            continue
        if (group / "cpuacct.usage").exists() or (group / "cpu.stat").exists():
            return group
        group.rmdir()
    return None


def _homes() -> Iterator[Path]:
    """Yield the folders of the groups that this process is in and that count processor time."""
    with contextlib.suppress(OSError):
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            for _, place, kind, options, *_ in mounts:
                first = kind == "cgroup" and "cpuacct" in controllers.split(",") and "cpuacct" in options.split(",")
                if first or (kind == "cgroup2" and not controllers):
                    yield Path(place, path.lstrip("/"))


def _ticks(pid: int) -> int:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15]))
    return 0


def below(pid: int) -> list[int]:
    """Return the descendants of a process, those in other namespaces too."""
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *below(int(child))]
    return found


def pss_mb(pid: int) -> float:
    """Return the proportional set size: shared pages count once, divided among those who share them.

    Raises `PermissionError` where it may not be read: a sum without it would flatter.
    """
    return _rollup_mb(pid, "Pss:")


def rss_mb(pid: int) -> float:
    """Return the resident set size; 0 of a process that is gone."""
    return _rollup_mb(pid, "Rss:")


def _rollup_mb(pid: int, field: str) -> float:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def descriptors(pid: int) -> int:
    """Return how many files a process holds open; 0 of one that is gone."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return len(os.listdir(f"/proc/{pid}/fd"))
    return 0
