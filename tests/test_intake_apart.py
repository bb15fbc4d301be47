"""Taking a submission in is bounded, and what it leads to is its owner's row."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from grader.errors import OursError, SubmissionRefused, UsageError
from grader.grading import intake
from grader.grading.intake import taken_in_apart
from grader.submission import Submission

TAKEN = Submission(files={"app.py": b"\0\xff"}, ignored=("notes.txt",), digest="sha256:0", notes=("told",))


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bounds, reached sooner."""
    monkeypatch.setattr(intake, "CPU_S", 1)
    monkeypatch.setattr(intake, "MEMORY_BYTES", 64 << 20)


def fails(error: BaseException) -> Submission:
    raise error


def computes() -> Submission:
    while True:
        pass


def test_what_is_taken_in_comes_back_whole() -> None:
    """Bytes, names and notes."""
    assert taken_in_apart(lambda: TAKEN) == TAKEN


@pytest.mark.parametrize("kind", [SubmissionRefused, UsageError])
def test_a_refusal_keeps_its_words(kind: type[SubmissionRefused]) -> None:
    """The fact and the way out cross the process."""
    with pytest.raises(kind) as refused:
        taken_in_apart(lambda: fails(kind("it is so", hint="do this")))

    assert (refused.value.fact, refused.value.hint) == ("it is so", "do this")


def test_endless_reading_is_refused() -> None:
    """By processor time: a busy machine makes nobody's archive too slow."""
    with pytest.raises(SubmissionRefused, match="too long to read"):
        taken_in_apart(computes)


def test_endless_memory_is_refused() -> None:
    """A gigabyte is no submission."""
    with pytest.raises(SubmissionRefused, match="too much memory to read"):
        taken_in_apart(lambda: Submission(files={"a": bytes(1 << 30)}, ignored=(), digest=""))


@pytest.mark.parametrize("error", [ZeroDivisionError(), OSError("disk"), UnicodeError()])
def test_what_nobody_foresaw_is_ours(error: Exception) -> None:
    """It says which kind of exception it was, and ends nothing else."""
    with pytest.raises(OursError, match=type(error).__name__):
        taken_in_apart(lambda: fails(error))


def test_a_kill_from_outside_costs_nothing(tmp_path: Path) -> None:
    """Whatever killed the child, it is done once more."""

    def killed_once() -> Submission:
        if not (tmp_path / "seen").exists():
            (tmp_path / "seen").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return TAKEN

    assert taken_in_apart(killed_once) == TAKEN


def test_one_that_is_killed_every_time_is_ours() -> None:
    """Nobody waits, and nobody's student is blamed."""
    with pytest.raises(OursError, match="was killed"):
        taken_in_apart(lambda: os._exit(3))


def test_where_nothing_can_be_forked_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A student's own machine takes in the same way."""
    monkeypatch.delattr(os, "fork")

    assert taken_in_apart(lambda: TAKEN) == TAKEN
