"""A process that answers on a pipe: a line of JSON for a line of JSON. It is measured with all that it starts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.lean import clean_environment
from benchmarks.meter import Meter
from benchmarks.sample import ROOT, Case

HERE = Path(__file__).resolve().parent


class Peer:
    """A script of this folder in an interpreter of its own. For use in a `with`."""

    def __init__(self, script: str, *arguments: str, path: Path = ROOT) -> None:
        self.meter = Meter()
        with self.meter.inside():
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(HERE / script), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**clean_environment(), "PYTHONPATH": str(path)},
            )
        self.meter.follow(self.pid)
        self.hello = self._answer()

    @property
    def pid(self) -> int:
        """The script's own process."""
        return self._process.pid

    def ask(self, case: Case) -> dict[str, Any]:
        """Have it do a case, and return what it says."""
        assert self._process.stdin is not None
        job = {"exercise": case.id, "entry": case.entry, "checks": list(map(str, case.checks))}
        files = {name: content.decode("latin-1") for name, content in case.files.items()}
        self._process.stdin.write(json.dumps({**job, "files": files}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def measured(self, case: Case, turns: int) -> tuple[list[float], float]:
        """Return wall milliseconds of each turn, as the process itself took them, and processor milliseconds of one."""
        before = self.meter.cpu_ms()
        walls = [float(self.ask(case)["wall_ms"]) for _ in range(turns)]
        return walls, (self.meter.cpu_ms() - before) / turns

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"{self._process.args!r} is gone"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self.meter.__exit__()
