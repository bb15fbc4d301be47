"""What a real worker holds while it grades, and whether it stays so over many submissions."""

from __future__ import annotations

import statistics
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import meter as meters
from benchmarks.figures import Figures
from benchmarks.lean import MEMORY
from benchmarks.meter import Meter, below, pss_mb
from benchmarks.peers import Peer
from benchmarks.sample import Case
from benchmarks.throughput import start_class, write_class

_STUDENTS = 2
_LOOK_S = 0.02


@dataclass(slots=True)
class _Peak:
    """The most that all processes below a command held together, and what they and it held at that moment."""

    worker_mb: float = 0.0
    command_mb: float = 0.0
    processes: int = 0
    broken: list[OSError] = field(default_factory=list)

    def look(self, pid: int) -> None:
        pids = below(pid)
        total = sum(map(pss_mb, pids))
        if total > self.worker_mb:
            self.worker_mb, self.command_mb, self.processes = total, pss_mb(pid), len(pids)


def measure(cases: list[Case], rounds: int) -> Figures:
    """Return megabytes (10⁶ bytes, shared pages counted once) at the peak of a class graded by one worker.

    The class hands in every exercise, so that the worker has all servers and as many judges as it keeps. Of the processes
    below the command all count; the command itself, which holds the class, is told apart.
    """
    peaks = [_peak(cases) for _ in range(rounds)]
    print(f"memory of a worker: {statistics.median(peak.worker_mb for peak in peaks):.0f} MB", flush=True)
    return {
        "exercises": len(cases),
        "worker_mb": [peak.worker_mb for peak in peaks],
        "command_mb": [peak.command_mb for peak in peaks],
        "processes": [peak.processes for peak in peaks],
    }


def _peak(cases: list[Case]) -> _Peak:
    peak, over = _Peak(), threading.Event()
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, Meter() as meter:
        write_class(Path(folder, "class"), cases, _STUDENTS)
        process = start_class(Path(folder), 1, meter)
        watcher = threading.Thread(target=_watch, args=(peak, process.pid, over))
        watcher.start()
        try:
            assert process.stdout is not None and len(list(process.stdout)) == _STUDENTS * len(cases)
        finally:
            over.set()
            watcher.join()
            assert process.wait() == 0
    assert not peak.broken, f"not all of it could be read: {peak.broken[0]}"
    return peak


def _watch(peak: _Peak, pid: int, over: threading.Event) -> None:
    while not over.wait(_LOOK_S):
        try:
            peak.look(pid)
        except PermissionError as refused:
            peak.broken.append(refused)
            return


def flatness(case: Case, total: int, steps: int = 10) -> Figures:
    """Return what a submission costs, and what is held, at every tenth of many graded by one worker."""
    points = []
    with Peer("warm.py", "strong") as grader:
        grader.ask(case)
        for number in range(1, steps + 1):
            walls, cpu = grader.measured(case, max(1, total // steps))
            pids = [grader.pid, *below(grader.pid)]
            points.append(
                {
                    "graded": number * max(1, total // steps),
                    "wall_ms": statistics.median(walls),
                    "cpu_ms": cpu,
                    "pss_mb": sum(map(pss_mb, pids)),
                    "rss_mb": meters.rss_mb(grader.pid),
                    "descriptors": sum(map(meters.descriptors, pids)),
                }
            )
            print("flat  " + "  ".join(f"{name} {value:.4g}" for name, value in points[-1].items()), flush=True)
    return {"exercise": case.id, "points": points}
