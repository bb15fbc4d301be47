"""How fast is grading, against what people do today and against the floor?

    python benchmarks/grading.py [--rounds N] [--students N] [--json FILE]

For the reference of each exercise, in turn and in one run, so that a slow moment of the machine hits all alike:

    cold      a new `python -m pytest` for each submission, checks and student's code in one process
    strong    this grader at the level `strong`, fresh state for each check
    landlock  this grader at the level `landlock`, likewise
    forks     the floor: a warm process forked for each check; no isolation, no pytest, no wire
    fork      the floor below: one warm fork for the whole exercise, its checks share one process

Then the throughput of a whole class, with one worker and with two. Times are wall-clock milliseconds. The numbers
that count are the ratios.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib.util
import inspect
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from grader import classroom
from grader.course import Course, Exercise
from grader.course.exercise import EXAMPLES
from grader.grading.grader import Grader, open_grader
from grader.guest import kits, preload
from grader.model import Level, Outcome
from grader.protocol.environment import Preload

ROOT = Path(__file__).resolve().parent.parent
IN_PROCESS = ROOT / "benchmarks" / "in_process"
ENVIRONMENT = Course(ROOT).manifest.environment
SQL_TOPICS = ("10-", "11-", "12-", "13-")


def main() -> None:
    options = _options()
    course = Course(ROOT)
    exercises = [exercise for exercise in course.load_all()[0] if not options.only or options.only in exercise.id]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {options.rounds} rounds\n"
    )
    rows = measure(exercises, options.rounds)
    show(rows)
    rates = throughput(course, exercises, options.students) if options.students else {}
    megabytes = memory(exercises)
    if options.json:
        figures = {"exercises": rows, "throughput": rates, "memory_mb": megabytes}
        Path(options.json).write_text(json.dumps(figures, indent=1) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="measurements of each kind")
    parser.add_argument("--students", type=int, default=6, help="of the class for the throughput; 0 leaves it out")
    parser.add_argument("--only", default="", help="exercises whose id holds this text")
    parser.add_argument("--json", default="", help="write the figures here too")
    return parser.parse_args()


# One submission


def measure(exercises: list[Exercise], rounds: int) -> dict[str, dict[str, list[float]]]:
    """Return milliseconds by exercise and kind."""
    with (
        open_grader(Level.STRONG, environment=ENVIRONMENT) as strong,
        open_grader(Level.LANDLOCK, environment=ENVIRONMENT) as landlock,
    ):
        preload.up(Preload.FULL, map(kits.load, ENVIRONMENT.kits))  # for the floors, which fork this process
        rows = {}
        for exercise in exercises:
            kinds: dict[str, Callable[[], None]] = {
                "cold": lambda: cold(exercise),  # noqa: B023  called in this turn of the loop
                "strong": lambda: graded(strong, exercise),  # noqa: B023
                "landlock": lambda: graded(landlock, exercise),  # noqa: B023
                "forks": lambda: floor(exercise, per_check=True),  # noqa: B023
                "fork": lambda: floor(exercise, per_check=False),  # noqa: B023
            }
            for kind in ("strong", "landlock"):
                kinds[kind]()  # collects the checks, once for a class
            rows[exercise.id] = {kind: [] for kind in kinds}
            for _ in range(rounds):
                for kind, act in kinds.items():
                    rows[exercise.id][kind].append(_milliseconds(act))
            print(_line(exercise.id, rows[exercise.id]), flush=True)
    return rows


def _milliseconds(act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def graded(grader: Grader, exercise: Exercise) -> None:
    result = grader.grade_files(exercise, exercise.answer_files("reference"), seed=1)
    assert result.outcome is Outcome.PASSED, result


def cold(exercise: Exercise) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:  # checks may write beside the student's files
        _write_answer(exercise, Path(folder))
        _run_cold(exercise, folder)


def _run_cold(exercise: Exercise, submission: str) -> None:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:randomly",
            "-p",
            "no:xdist",
            "-c",
            os.devnull,
            "--rootdir",
            "/tmp",
            "--confcutdir",
            "/tmp",
            "-p",
            "conftest",
            *map(str, hidden(exercise)),
        ],
        env={**os.environ, "SUBMISSION": submission, "PYTHONPATH": f"{ROOT}:{IN_PROCESS}", "SEED": "1"},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _write_answer(exercise: Exercise, folder: Path) -> None:
    for name, content in exercise.answer_files("reference").items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def hidden(exercise: Exercise) -> list[Path]:
    return [exercise.checks_folder / name for name in exercise.check_names() if name != EXAMPLES]


def floor(exercise: Exercise, *, per_check: bool) -> None:
    """Run the checks in forks of this process, which is warm."""
    checks = _functions(exercise)
    gc.collect()
    gc.freeze()  # as the fork server does: a floor must be fair
    for group in [[check] for check in checks] if per_check else [checks]:
        child = os.fork()
        if child == 0:
            status = 1
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            with contextlib.suppress(BaseException):
                _run_here(exercise, group)
                status = 0
            os._exit(status)
        assert os.waitpid(child, 0)[1] == 0, exercise.id


_modules: dict[Path, Any] = {}


def _functions(exercise: Exercise) -> list[Callable[..., None]]:
    found = []
    for path in hidden(exercise):
        if path not in _modules:
            _modules[path] = _import(path, f"checks_{len(_modules)}")
        found += [value for name, value in vars(_modules[path]).items() if name.startswith("test_")]
    return found


def _import(path: Path, name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run_here(exercise: Exercise, checks: list[Callable[..., None]]) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:  # a jail's disk is memory too
        _write_answer(exercise, Path(folder))
        os.environ["SUBMISSION"] = folder
        fixtures = _import(IN_PROCESS / "conftest.py", "in_process")
        os.chdir(folder)
        sys.path.insert(0, folder)
        entry = exercise.spec.app.load if exercise.spec.app else ""
        for check in checks:
            wanted = inspect.signature(check).parameters
            check(**fixtures.by_hand(entry, check.__name__, wanted))


# Many submissions


def throughput(course: Course, exercises: list[Exercise], students: int) -> dict[str, float]:
    """Return submissions per second: cold and at each level, with one worker and with two."""
    rates = {}
    print(f"\nsubmissions per second, {students} students × {len(exercises)} exercises")
    with tempfile.TemporaryDirectory() as folder:
        total = _write_class(Path(folder, "class"), exercises, students)
        for workers in (1, 2):
            seconds = _milliseconds(lambda: _cold_class(exercises, workers)) / 1000  # noqa: B023
            rates[f"cold × {workers}"] = len(exercises) / seconds
            for level in (Level.STRONG, Level.LANDLOCK):
                rates[f"{level} × {workers}"] = _class_rate(course, Path(folder), level, workers, total)
    for name, rate in rates.items():
        times = rate / rates[f"cold × {name[-1]}"]
        print(f"  {name:<14} {rate:6.2f}  {times:5.1f} × cold")
    return rates


def _write_class(folder: Path, exercises: list[Exercise], students: int) -> int:
    for number in range(students):
        for exercise in exercises:
            _write_answer(exercise, folder / f"student-{number}" / exercise.id)
    return students * len(exercises)


def _cold_class(exercises: list[Exercise], workers: int) -> None:
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(cold, exercises))


def _class_rate(course: Course, folder: Path, level: Level, workers: int, total: int) -> float:
    out = folder / f"results-{level}-{workers}"
    marks: list[float] = []
    results = classroom.run(
        course,
        classroom.plan(course, folder / "class"),
        out=out,
        level=level,
        workers=workers,
        seed=1,
        on_progress=lambda _: marks.append(time.perf_counter()),
    )
    assert all(row.result.outcome is Outcome.PASSED for row in results.rows)
    # From the first result on: starting the workers is paid once for a class of any size.
    return (total - 1) / (marks[-1] - marks[0])


# Memory


def memory(exercises: list[Exercise]) -> float:
    """Return the most megabytes that a grader's processes held together, shared pages counted once."""
    peak = 0.0
    stop = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not stop.wait(0.02):
            peak = max(peak, sum(_proportional_bytes(pid) for pid in _below(os.getpid())) / 1e6)

    with open_grader(Level.STRONG, environment=ENVIRONMENT) as grader:
        watcher = threading.Thread(target=watch)
        watcher.start()
        for exercise in exercises:
            graded(grader, exercise)
        stop.set()
        watcher.join()
    own = _proportional_bytes(os.getpid()) / 1e6
    print(f"\nmemory of a busy worker: {own + peak:.0f} MB, of it {own:.0f} MB the grader's own process")
    return own + peak


def _below(pid: int) -> list[int]:
    found = []
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += [int(child), *_below(int(child))]
    return found


def _proportional_bytes(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


# Telling


def _line(name: str, row: dict[str, list[float]]) -> str:
    middle = {kind: statistics.median(values) for kind, values in row.items()}
    p95 = sorted(row["strong"])[max(0, round(len(row["strong"]) * 0.95) - 1)]
    return (
        f"{name:<40} "
        + " ".join(f"{kind} {middle[kind]:6.0f}" for kind in middle)
        + f"  p95 strong {p95:5.0f}   cold/strong {middle['cold'] / middle['strong']:4.1f}"
        + f"  cold/landlock {middle['cold'] / middle['landlock']:4.1f}"
        + f"  strong/forks {middle['strong'] / middle['forks']:3.1f}"
        + f"  cold/fork {middle['cold'] / middle['fork']:4.1f}"
    )


def show(rows: dict[str, dict[str, list[float]]]) -> None:
    """Print the sums of medians: HTTP and templates, SQLAlchemy, all."""
    print()
    groups = {
        "without SQL": {name: row for name, row in rows.items() if not name.startswith(SQL_TOPICS)},
        "with SQLAlchemy": {name: row for name, row in rows.items() if name.startswith(SQL_TOPICS)},
        "all": rows,
    }
    for name, group in groups.items():
        if group:
            kinds = next(iter(group.values()))
            rounds = len(kinds["cold"])
            sums = {kind: [sum(row[kind][n] for row in group.values()) for n in range(rounds)] for kind in kinds}
            print(_line(f"{name} ({len(group)})", sums))


if __name__ == "__main__":
    main()
