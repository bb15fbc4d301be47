"""The plain pytest that we compare with, as fast as it honestly gets: one process for a submission, and nothing of ours.

No plugin but conftest, no cache, nothing of the development environment; the bytecode of pytest, the libraries, the
checks and conftest lies ready, that of the submission does not, for it is new; temporary files are in memory, as in a jail.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.meter import Meter
from benchmarks.sample import ROOT, Case

IN_PROCESS = ROOT / "benchmarks" / "in_process"
MEMORY = "/dev/shm"


def clean_environment() -> dict[str, str]:
    """Return the environment without what changes Python or pytest, and with temporary files in memory."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    return {**kept, "TMPDIR": MEMORY, "NO_COLOR": "1"}


class Lean:
    """Runs plain pytests; keeps the bytecode of all but submissions in a folder of its own. For use in a `with`."""

    def __init__(self, cases: list[Case]) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self._compiled = Path(self._folder.name, "compiled")
        self._written: set[Path] = set()
        for case in cases:  # compiles
            with self.submission(case) as folder:
                self.run(case, folder)
        self._written = self._bytecode()

    @contextlib.contextmanager
    def submission(self, case: Case) -> Iterator[Path]:
        """Yield a fresh copy of the reference."""
        with tempfile.TemporaryDirectory(dir=self._folder.name, prefix="submission-") as folder:
            yield case.write(Path(folder))

    def measured(self, case: Case, meter: Meter) -> tuple[float, float]:
        """Return wall and processor milliseconds of one pytest, from its start to its end. It must pass."""
        with self.submission(case) as folder, meter.inside():
            return measured(lambda: self.run(case, folder), meter)

    def run(self, case: Case, folder: Path) -> None:
        """Run the checks on what lies in a folder. Raises `CalledProcessError` unless all pass."""
        options = ("-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", MEMORY, "--confcutdir", MEMORY)
        subprocess.run(
            [sys.executable, "-m", "pytest", *options, "-p", "conftest", *map(str, case.checks)],
            env={
                **clean_environment(),
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                "PYTHONPATH": str(IN_PROCESS),
                "PYTHONPYCACHEPREFIX": str(self._compiled),
                "SUBMISSION": str(folder),
                "ENTRY": case.entry,
            },
            cwd=folder,  # `-m` puts it on the path: it must not hold the real grader
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _bytecode(self) -> set[Path]:
        submissions = Path(f"{self._compiled}{self._folder.name}")
        return {path for path in self._compiled.rglob("*.pyc") if submissions not in path.parents}

    def __enter__(self) -> Lean:
        return self

    def __exit__(self, *_: object) -> None:
        fresh = self._bytecode() - self._written
        self._folder.cleanup()
        assert not fresh, f"a measured pytest compiled what should have lain ready: {sorted(fresh)[:3]}"


def measured(act: Callable[[], object], meter: Meter) -> tuple[float, float]:
    """Return wall and processor milliseconds of commands that are started, in the meter, and waited for."""
    before, waited, started = meter.cpu_ms(), time_of_children(), time.perf_counter()
    act()
    wall_ms = (time.perf_counter() - started) * 1000
    return wall_ms, meter.cpu_ms() - before if meter.counts_all else time_of_children() - waited


def time_of_children() -> float:
    """Return processor milliseconds of the children that were waited for."""
    times = os.times()
    return (times.children_user + times.children_system) * 1000
