"""Whole runs, kept: what a result looks like changes only in a commit that says why.

`REGENERATE_GOLDEN=1 python -m pytest tests/test_golden.py` writes them anew; look at the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from grader.grading.grader import Grader
from grader.model import Result
from grader.report.document import to_json, without_costs
from tests.hostile import target

GOLDEN = Path(__file__).parent / "golden" / "run"
# What differs from machine to machine and from release to release.
VARYING = ("grader_version", "exercise_digest", "isolation")

RUNS = ["reference", "starter", "rejected_upper_only", "syntax_error", "no_answer", "exit_in_view", "raises", "refused"]


def files_of(run: str) -> dict[str, bytes]:
    exercise = Course(target.COURSE).load(target.EXERCISE)
    right = exercise.answer_files("reference")["app.py"]
    return {
        "reference": {"app.py": right},
        "starter": exercise.starter(),
        "rejected_upper_only": {"app.py": right.replace(b"[::-1]", b"")},
        "syntax_error": {"app.py": b"def hello(:\n    pass\n"},
        "no_answer": {"app.py": b"import time\ntime.sleep(60)\n"},
        "exit_in_view": {"app.py": right.replace(b"    return f", b"    import os\n    os._exit(0)\n    return f", 1)},
        "raises": {"app.py": right.replace(b"sum(", b"max(1) + sum(", 1)},
        "refused": {"main.py": right, "flask.py": b""},
    }[run]


@pytest.mark.parametrize("run", RUNS)
def test_a_run_comes_to_what_it_came_to(strong_grader: Grader, run: str) -> None:
    """One submission for each way to pass or fail, with one seed."""
    result = strong_grader.grade_files(Course(target.COURSE).load(target.EXERCISE), files_of(run), seed=42)

    document = lasting(result)

    golden = GOLDEN / f"{run}.json"
    if os.environ.get("REGENERATE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert document == json.loads(golden.read_text(encoding="utf-8"))


def lasting(result: Result) -> dict[str, Any]:
    document = without_costs(json.loads(to_json(result)))
    # Python's own words and our libraries' line numbers differ between releases.
    del document["output"]
    for check in document["checks"]:
        check["detail"] = check["detail"].partition("\n")[0]
    return {name: value for name, value in document.items() if name not in VARYING}
