"""What is made of measurements, which stand in the JSON one by one: medians, percentiles, ratios within a round.

A document of figures holds, each part only if it was measured:

    made      {date, commit, changed, rounds, cpu_from, machine: {cpu, cores, kernel, python, load}}
    latency   {exercise: {group, checks, KIND: {wall_ms: [[turn, …], round …], cpu_ms: [round, …]}}}
    class     {group: {exercise, students, KIND: {workers: {per_s: [round, …], cpu_ms: [round, …]}}}}
    run       {exercise: {group, lean | run: {wall_ms: [[turn], round …], cpu_ms: [round, …]}}}
    watch     {exercise: {group, wall_ms: [round, …]}}
    memory    {exercises, worker_mb: [round, …], command_mb: [round, …], processes: [round, …]}
    flat      {exercise, points: [{graded, cpu_ms, wall_ms, pss_mb, rss_mb, descriptors}, …]}

KIND is `lean`, `strong`, `landlock` or `floor`; `cpu_ms` is that of one submission.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Figures = dict[str, Any]
LATEST: Final = Path(__file__).resolve().parent / "figures" / "latest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A ratio of two things measured in the same round: the median over the rounds, the least and the most."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:.1f} ({self.least:.1f} to {self.most:.1f})"


def ratio(above: Sequence[float], under: Sequence[float]) -> Ratio:
    """Return the ratio of two rows of rounds."""
    ratios = [one / other for one, other in zip(above, under, strict=True)]
    return Ratio(median=statistics.median(ratios), least=min(ratios), most=max(ratios))


def p95(values: Iterable[float]) -> float:
    """Return the value that 95 of 100 do not exceed: the nearest rank."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * 95 // 100) - 1)]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of measurement of several exercises: milliseconds of one submission, the mean of the exercises."""

    measured: Sequence[Figures]

    def wall(self) -> list[float]:
        """Return the wall time of each round."""
        rounds = zip(*([statistics.fmean(turns) for turns in one["wall_ms"]] for one in self.measured), strict=True)
        return [statistics.fmean(walls) for walls in rounds]

    def cpu(self) -> list[float]:
        """Return the processor time of each round."""
        return [statistics.fmean(times) for times in zip(*(one["cpu_ms"] for one in self.measured), strict=True)]

    def p95(self) -> float:
        """Return the 95th percentile of all single measurements of all exercises."""
        return p95(wall for one in self.measured for turns in one["wall_ms"] for wall in turns)


def of_group(part: Figures, group: str, kind: str) -> Kind:
    """Return a kind of measurement of the exercises of a group."""
    return Kind([row[kind] for row in part.values() if row["group"] == group])


def groups_in(part: Figures) -> list[str]:
    """Return the groups that were measured, in the order of measuring."""
    return list(dict.fromkeys(row["group"] for row in part.values()))


# Keeping


def made(*, rounds: int, cpu_from: str, load: float) -> Figures:
    """Return when, of what and on what figures were made. `load` is that of the machine before."""
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
        "commit": _git("rev-parse", "--short=12", "HEAD"),
        "changed": bool(_git("status", "--porcelain", "--", "grader", "exercises", "benchmarks/*.py")),
        "rounds": rounds,
        "cpu_from": cpu_from,
        "machine": {
            "cpu": _cpu(),
            "cores": os.cpu_count(),
            "kernel": platform.release(),
            "python": platform.python_version(),
            "load": round(load, 2),
        },
    }


def _cpu() -> str:
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=LATEST.parent.parent, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def load(file: Path = LATEST) -> Figures:
    """Read figures."""
    figures: Figures = json.loads(file.read_text(encoding="utf-8"))
    return figures


def save(figures: Figures, file: Path) -> None:
    """Write figures, rounded, a list of numbers on one line."""
    text = json.dumps(_rounded(figures), indent=1)
    one_line = re.sub(r"\[[^\[\]{}]*\]", lambda found: re.sub(r"\s+", " ", found[0]), text)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(one_line + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list) else value
