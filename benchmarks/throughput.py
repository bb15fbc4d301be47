"""A class: submissions of one exercise per second, with one worker and with two."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.figures import Figures, ratio
from benchmarks.lean import MEMORY, Lean, clean_environment, time_of_children
from benchmarks.meter import Meter
from benchmarks.peers import HERE
from benchmarks.sample import HTTP, ROOT, SQLALCHEMY, Case, first_of_each_group

WORKERS = (1, 2)
PLAIN = 8  # pytests of a round: each takes as long as the other
Rate = tuple[float, float]


def measure(cases: list[Case], rounds: int, students: int, *, every: bool) -> Figures:
    """Return rates and processor milliseconds of a submission, by group; unless `every`, of HTTP and SQLAlchemy only."""
    wanted = [case for case in first_of_each_group(cases) if every or case.group in (HTTP, SQLALCHEMY)]
    with Lean(wanted) as lean:
        return {case.group: _group(case, lean, rounds, students) for case in wanted}


def _group(case: Case, lean: Lean, rounds: int, students: int) -> Figures:
    row: Figures = {"exercise": case.id, "students": students}
    row |= {kind: {str(workers): {"per_s": [], "cpu_ms": []} for workers in WORKERS} for kind in ("lean", "strong")}
    for _ in range(rounds):
        for workers in WORKERS:
            _note(row["lean"][str(workers)], _plain(case, lean, workers))
            _note(row["strong"][str(workers)], graded(case, students, workers))
    print(_line(case, row), flush=True)
    return row


def _note(cell: Figures, rate: Rate) -> None:
    cell["per_s"].append(rate[0])
    cell["cpu_ms"].append(rate[1])


def _plain(case: Case, lean: Lean, workers: int) -> Rate:
    """Run plain pytests side by side; their folders are there before."""
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(workers) as pool:
        folders = [stack.enter_context(lean.submission(case)) for _ in range(PLAIN)]
        started, spent = time.monotonic(), time_of_children()
        list(pool.map(lambda folder: lean.run(case, folder), folders))
        return PLAIN / (time.monotonic() - started), (time_of_children() - spent) / PLAIN


def graded(case: Case, students: int, workers: int) -> Rate:
    """Grade a class at `strong`. It counts from when each worker has given two results: its start is paid once."""
    skipped = 2 * workers
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, Meter() as meter:
        write_class(Path(folder, "class"), [case], students)
        process = start_class(Path(folder), workers, meter)
        assert process.stdout is not None
        times, spent = [], []
        for line in process.stdout:
            times.append(float(line))
            spent.append(meter.cpu_ms())
        assert process.wait() == 0 and len(times) == students
    counted = students - skipped
    return counted / (times[-1] - times[skipped - 1]), (spent[-1] - spent[skipped - 1]) / counted


def write_class(folder: Path, cases: list[Case], students: int) -> None:
    """Write a class in which everybody hands in the references."""
    for number in range(students):
        for case in cases:
            case.write(folder / f"student-{number}" / case.id)


def start_class(folder: Path, workers: int, meter: Meter) -> subprocess.Popen[str]:
    """Start grading the class in `folder`; standard output has a line for each result."""
    with meter.inside():
        process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                str(HERE / "class_run.py"),
                str(folder / "class"),
                str(folder / "out"),
                str(workers),
            ],
            stdout=subprocess.PIPE,
            text=True,
            env={**clean_environment(), "PYTHONPATH": str(ROOT)},
        )
    meter.follow(process.pid)
    return process


def _line(case: Case, row: Figures) -> str:
    lean, strong = ({workers: row[kind][str(workers)]["per_s"] for workers in WORKERS} for kind in ("lean", "strong"))
    return (
        f"class {case.id:<42} strong/lean ×1 {ratio(strong[1], lean[1])}, ×2 {ratio(strong[2], lean[2])}"
        f"   two/one lean {ratio(lean[2], lean[1])}, strong {ratio(strong[2], strong[1])}"
    )
