"""What a broken exercise's author needs to mend it: shown to whoever has the solutions, never to students."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from grader.model import CheckResult, Fault, Result, State
from grader.report.writer import TerminalWriter


def show_broken(results: Iterable[Result], file: TextIO, width: int | None = None) -> None:
    """Print why exercises could not judge: each exercise once, and each of its broken checks once."""
    writer = TerminalWriter(file, width)
    for exercise, (message, checks) in _broken(results).items():
        fact = message.removeprefix(exercise).removeprefix(": ")  # which an error of the exercise names already
        writer.prose([(f"{exercise}{'' if fact.startswith('/') else ': '}", "bold yellow")], fact)
        for check in checks.values():
            writer.line((f"  {check.id}", "bold"))
            writer.verbatim([("  ", "")], check.detail or "it said nothing")


def _broken(results: Iterable[Result]) -> dict[str, tuple[str, dict[str, CheckResult]]]:
    found: dict[str, tuple[str, dict[str, CheckResult]]] = {}
    for result in results:
        if result.fault is Fault.AUTHOR:
            _, checks = found.setdefault(result.exercise, (result.message, {}))
            for check in result.checks:
                if check.state is State.BROKEN:
                    checks.setdefault(check.id, check)
    return found
