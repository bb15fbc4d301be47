"""The exercise that hostile programs are graded for, and what no result of theirs may contain."""

from __future__ import annotations

from pathlib import Path

from grader.audit.corpus import Program
from grader.model import Level, State

COURSE = Path(__file__).resolve().parent / "exercise"
EXERCISE = "99-hostile/01-target"
CHECKS_FOLDER = COURSE / "exercises" / EXERCISE / "checks"
SOLUTION_FILE = COURSE / "solutions" / EXERCISE / "reference" / "app.py"

POINTS = {"test_hello": 2, "test_sum": 3, "test_probe": 5}

# Texts of the hidden checks and of the solution, and what programs that answer rightly in any case print when
# they found something.
CANARIES = ("canary-of-the-checks-4b1d7e90", "canary-of-the-solution-93ac55f2", "loot:")


def score(program: Program, level: Level) -> int:
    """The points a program must get."""
    return sum(POINTS[check] for check, state in program.expected[level].items() if state is State.PASSED)
