"""`grade run` and `grade watch`, from the outside: what somebody at a terminal waits for."""

from __future__ import annotations

import contextlib
import os
import pty
import random
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figures, Kind, ratio
from benchmarks.lean import MEMORY, Lean, clean_environment, measured
from benchmarks.meter import Meter
from benchmarks.sample import ROOT, Case, first_of_each_group

GRADE = Path(sys.executable).parent / "grade"
_PATIENCE_S = 60
_POLL_S = 0.25  # saves are spread over so much, to fall anywhere between two looks
_VERDICT = re.compile(rb"\d+ of \d+ points")
_IDLE = re.compile(rb"watching ")


def measure_run(cases: list[Case], rounds: int) -> Figures:
    """Return what `grade run` takes for one exercise of each group, and a plain pytest of it in the same round."""
    wanted = first_of_each_group(cases)
    figures: Figures = {}
    with Lean(wanted) as lean, Meter() as meter:
        for case in wanted:
            _measured_run(case, meter)  # compiles what was never imported
            row = figures[case.id] = {"group": case.group}
            row |= {kind: {"wall_ms": [], "cpu_ms": []} for kind in ("lean", "run")}
            for _ in range(rounds):
                _note(row["lean"], lean.measured(case, meter))
                _note(row["run"], _measured_run(case, meter))
            walls = {kind: Kind([row[kind]]).wall() for kind in ("lean", "run")}
            middle = "  ".join(f"{kind} {statistics.median(walls[kind]):.0f}" for kind in walls)
            print(f"run   {case.id:<42} {middle} ms  lean/run {ratio(walls['lean'], walls['run'])}", flush=True)
    return figures


def _note(cell: Figures, spent: tuple[float, float]) -> None:
    cell["wall_ms"].append([spent[0]])
    cell["cpu_ms"].append(spent[1])


def _measured_run(case: Case, meter: Meter) -> tuple[float, float]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, meter.inside():
        place = case.write(Path(folder))
        return measured(lambda: _run(case, place), meter)


def _run(case: Case, place: Path) -> None:
    subprocess.run(
        [GRADE, "--course", ROOT, "run", "--level", "strong", case.id, place],
        env=clean_environment(),
        cwd=place,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def measure_watch(cases: list[Case], rounds: int) -> Figures:
    """Return how long after a save the verdict stands in the terminal, for one exercise of each group."""
    figures: Figures = {}
    for case in first_of_each_group(cases):
        figures[case.id] = {"group": case.group, "wall_ms": _watched(case, rounds)}
        print(f"watch {case.id:<42} {statistics.median(figures[case.id]['wall_ms']):.0f} ms", flush=True)
    return figures


def _watched(case: Case, rounds: int) -> list[float]:
    taken = []
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        place = case.write(Path(folder))
        saved = place / next(name for name in case.files if name.endswith(".py"))
        with _watching(case, place) as screen:
            screen.wait(_IDLE)
            for _ in range(rounds):
                time.sleep(random.uniform(0, _POLL_S))
                started = time.perf_counter()
                saved.write_bytes(saved.read_bytes())
                screen.wait(_VERDICT)
                taken.append((time.perf_counter() - started) * 1000)
                screen.wait(_IDLE)
    return taken


class _Screen:
    """A terminal's other end: what a program shows there."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._shown = b""

    def wait(self, wanted: re.Pattern[bytes]) -> None:
        """Wait until something is shown; forget it and what stood before it."""
        end = time.monotonic() + _PATIENCE_S
        while (found := wanted.search(self._shown)) is None:
            ready, _, _ = select.select([self._descriptor], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"`grade watch` shows no {wanted.pattern!r}: {self._shown[-500:]!r}"
            self._shown += os.read(self._descriptor, 1 << 16)
        self._shown = self._shown[found.end() :]


@contextlib.contextmanager
def _watching(case: Case, place: Path) -> Iterator[_Screen]:
    """Run `grade watch` in a terminal, and end it by its key."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [GRADE, "--course", ROOT, "watch", "--level", "strong", case.id, place],
        env={**clean_environment(), "COLUMNS": "100", "LINES": "40", "TERM": "xterm"},
        cwd=place,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield _Screen(ours)
        os.write(ours, b"q")
        process.wait(_PATIENCE_S)
    finally:
        process.terminate()
        process.wait()
        os.close(ours)
