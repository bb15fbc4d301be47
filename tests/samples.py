"""Made-up results of every kind, for tests of what is told about results."""

from __future__ import annotations

from typing import Any

from grader.model import CheckResult, ClassResults, Isolation, Level, Outcome, Result, Row, State

HOSTILE = "<script>alert(1)</script>\x1b[2J\r\u202e[red]10 of 10[/red]\u200b\x9b{{ 7*7 }}"
ISOLATION = Isolation(level=Level.STRONG)
CONVERTERS = "04-routing/02-converters"
UPLOADS = "15-forms-and-uploads/04-uploads"


def a_check(**changes: Any) -> CheckResult:
    plain: dict[str, Any] = {
        "id": "test_greeting",
        "title": "Any user name is greeted",
        "task": 1,
        "state": State.PASSED,
        "points": 2,
        "max_points": 2,
    }
    return CheckResult(**(plain | changes))


def a_failed_check(**changes: Any) -> CheckResult:
    plain: dict[str, Any] = {
        "id": "test_numbers",
        "title": "Only numbers are articles",
        "task": 2,
        "state": State.FAILED,
        "points": 0,
        "max_points": 3,
        "message": "the page must show the number from the URL",
        "asked": "GET /article/7 HTTP/1.1\nHost: localhost",
        "answered": "500 INTERNAL SERVER ERROR\n\n<h1>Internal Server Error</h1>",
        "where": ("app.py:12 in article", "    return ARTICLES[number]"),
        "detail": "assert 'seven' == '7'",
        "duration_ms": 12.5,
    }
    return a_check(**(plain | changes))


def a_result(*checks: CheckResult, **changes: Any) -> Result:
    score, max_score = sum(check.points for check in checks), sum(check.max_points for check in checks)
    plain: dict[str, Any] = {
        "exercise": CONVERTERS,
        "submission_digest": "sha256:" + "5a" * 32,
        "exercise_digest": "sha256:" + "e8" * 32,
        "grader_version": "0.1.0",
        "isolation": ISOLATION,
        "seed": 7,
        "outcome": Outcome.PASSED if score == max_score else Outcome.FAILED,
        "score": score,
        "max_score": max_score,
        "checks": checks,
        "duration_ms": 41.0,
        "student_output": changes.get("output", ""),  # all of it, unless a test says otherwise
    }
    return Result(**(plain | changes))


def a_refused(**changes: Any) -> Result:
    message = "`flask.py` has the name of a course library: rename it"
    return a_result(**({"outcome": Outcome.REFUSED, "score": 0, "max_score": 5, "message": message} | changes))


def a_not_graded(**changes: Any) -> Result:
    broken = a_check(state=State.BROKEN, points=0, max_points=5, message="the check could not run", detail="KeyError")
    reason = "a check is broken"
    return a_result(broken, **({"outcome": Outcome.NOT_GRADED, "score": 0, "message": reason} | changes))


def a_mixed_result() -> Result:
    """One check in each state but broken."""
    odd_ones = [
        a_failed_check(
            id=f"test_{state}", title=f"A check that {words}", task=2, state=state, message=message, where=()
        )
        for state, words, message in [
            (State.TIMED_OUT, "takes too long", "no answer within 2000 ms"),
            (State.OUT_OF_MEMORY, "takes too much", "the program used more than 256 MiB"),
            (State.CRASHED, "ends the program", "the program ended before it answered"),
            (State.FORBIDDEN, "opens a socket", "the program tried to reach the network"),
        ]
    ]
    skipped = a_failed_check(
        id="test_links",
        title="Links lead back",
        task=3,
        state=State.SKIPPED,
        message="waits for “Only numbers are articles”",
    )
    return a_result(
        a_check(), a_failed_check(), *odd_ones, skipped, output="hello from print()\n * Serving Flask app\n"
    )


def a_class(*rows: tuple[str, Result], **changes: Any) -> ClassResults:
    plain: dict[str, Any] = {"grader_version": "0.1.0", "isolation": ISOLATION}
    return ClassResults(rows=tuple(Row(student=name, result=result) for name, result in rows), **(plain | changes))


def a_whole_class() -> ClassResults:
    """Full marks, points lost, refused, not graded, not handed in, a Chinese name, an unknown folder."""
    return a_class(
        ("grace", a_result(a_check(), a_failed_check())),
        (
            "Ada",
            a_result(
                a_check(), a_check(id="test_numbers", title="Only numbers are articles", task=2, max_points=3, points=3)
            ),
        ),
        ("Ada", a_result(a_check(max_points=5, points=5), exercise=UPLOADS)),
        ("grace", a_not_graded(exercise=UPLOADS)),
        ("mallory", a_refused()),
        ("王小云", a_result(a_check(points=0, state=State.FAILED), a_failed_check())),
        unknown_folders=("grace/99-nowhere",),
    )


def a_hostile_result() -> Result:
    check = a_failed_check(
        title=HOSTILE, message=HOSTILE, asked=HOSTILE, answered=HOSTILE, where=(HOSTILE,), detail=HOSTILE
    )
    return a_result(
        check, exercise=HOSTILE, output=HOSTILE, message=HOSTILE, isolation=Isolation(level=Level.NONE, detail=HOSTILE)
    )


def a_hostile_class() -> ClassResults:
    return a_class(
        (HOSTILE, a_hostile_result()),
        (HOSTILE, a_refused(exercise=HOSTILE + "2", message=HOSTILE)),
        unknown_folders=(HOSTILE,),
        isolation=Isolation(level=Level.NONE, detail=HOSTILE),
        grader_version=HOSTILE,
    )


def an_interrupted_class() -> ClassResults:
    """One submission of 180."""
    return a_class(("ada", a_result(a_check(), a_failed_check())), planned=180)
