"""Marks and words for what became of a check; the word alone must do where colour and glyphs fail."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Outcome, Standing, State


@dataclass(frozen=True, slots=True)
class Mark:
    """`sign` is one character; `tone` is `good`, `bad`, `odd` or `quiet` and picks the colour."""

    sign: str
    word: str
    tone: str


MARKS = {
    State.PASSED: Mark("✓", "passed", "good"),
    State.FAILED: Mark("✗", "failed", "bad"),
    State.TIMED_OUT: Mark("⏱", "timed out", "bad"),
    State.OUT_OF_MEMORY: Mark("▦", "out of memory", "bad"),
    State.CRASHED: Mark("↯", "crashed", "bad"),
    State.FORBIDDEN: Mark("⊘", "forbidden", "bad"),
    State.SKIPPED: Mark("↷", "skipped", "quiet"),
    State.BROKEN: Mark("!", "broken", "odd"),
}

OUTCOMES = {
    Outcome.PASSED: Mark("✓", "full marks", "good"),
    Outcome.FAILED: Mark("✗", "points lost", "bad"),
    Outcome.REFUSED: Mark("⊘", "refused", "bad"),
    Outcome.NOT_GRADED: Mark("–", "not graded", "odd"),
}

STANDINGS = {
    Standing.SOLVED: Mark("✓", "solved", "good"),
    Standing.READY: Mark("●", "ready", "good"),
    Standing.BEGUN: Mark("◐", "begun", "odd"),
}

NOT_YOUR_FAULT = "This is not your fault: the check or the grader failed, not your program."
NOT_THEIR_FAULT = "This is not the student's fault: the check or the grader failed, not the program."
