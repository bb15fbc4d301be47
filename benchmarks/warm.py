"""A warm grader of one level on a pipe, in a process that holds nothing else: see `peers`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from grader.course import Course, Exercise
from grader.grading.grader import open_grader
from grader.model import Level, Outcome


def main() -> None:
    """Grade what is asked for until the pipe ends; the reference must earn full marks."""
    course = Course(Path(__file__).resolve().parent.parent)
    exercises: dict[str, Exercise] = {}
    with open_grader(Level(sys.argv[1]), environment=course.manifest.environment) as grader:
        print(json.dumps({"level": grader.isolation.level}), flush=True)
        for line in sys.stdin:
            job = json.loads(line)
            files = {name: text.encode("latin-1") for name, text in job["files"].items()}
            exercise = exercises.setdefault(job["exercise"], course.load(job["exercise"]))
            started = time.perf_counter()
            result = grader.grade_files(exercise, files, seed=1)
            wall_ms = (time.perf_counter() - started) * 1000
            assert result.outcome is Outcome.PASSED, result
            print(json.dumps({"wall_ms": wall_ms}), flush=True)


if __name__ == "__main__":
    main()
