"""What a reply costs the judge is charged to the check that asked for it, and to nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.grading.grader import Grader
from grader.grading.prepare import prepare
from grader.judge import forkserver
from grader.judge.budget import JudgeLimits
from grader.judge.forkserver import JudgeServer
from grader.judge.plugin import JudgeRequest
from grader.model import CheckResult, Fault, Outcome, Result, State
from grader.sandbox.jail import Sandbox
from tests.conftest import MakeExercise, app

# The page decides what judging it takes: an honest one takes nothing.
CHECKS = '''
@pytest.mark.task(1)
@pytest.mark.points(2)
def test_before(client):
    """The first page is there."""
    assert client.get("/first").text == "first", "/first must answer first"


@pytest.mark.task(1)
@pytest.mark.points(5)
def test_page(client):
    """The page is good."""
    import itertools

    words = client.get("/page").text
    if words == "slow":
        while True:
            pass
    if words == "deaf":
        max(itertools.repeat(0, 1 << 50))
    if words == "large":
        bytes(8 << 30)
    if words == "fatal":
        import os, signal
        os.kill(os.getpid(), signal.SIGSEGV)
    assert words == "good", "/page must answer good"


@pytest.mark.task(1)
@pytest.mark.points(3)
def test_after(client):
    """The last page is there."""
    assert client.get("/last").text == "last", "/last must answer last"
'''


def page(words: str) -> dict[str, bytes]:
    """A submission that answers so."""
    return app(
        f"""
        @app.get("/<name>")
        def named(name):
            return {words!r} if name == "page" else name
        """
    )


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that may compute for a moment only: the same as the real one, sooner."""
    monkeypatch.setattr(forkserver, "_LIMITS", JudgeLimits(check_cpu_s=0.5, submission_cpu_s=20.0))


@pytest.fixture
def grader(strong: Sandbox) -> Iterator[Grader]:
    """A grader whose judges have those limits; the sandbox is everybody's."""
    grader = Grader(strong)
    yield grader
    grader._judges._end_servers()


def checks_of(result: Result) -> dict[str, CheckResult]:
    return {check.id: check for check in result.checks}


@pytest.mark.parametrize(
    ("words", "state", "message"),
    [
        ("slow", State.TIMED_OUT, "Reading the answer of your program took too long."),
        ("deaf", State.TIMED_OUT, "Reading the answer of your program took too long."),
        ("large", State.OUT_OF_MEMORY, "Reading the answer of your program took too much memory."),
        ("fatal", State.FAILED, "The answer of your program could not be judged."),
    ],
)
def test_a_reply_that_costs_too_much_loses_its_check_alone(
    grader: Grader, make_exercise: MakeExercise, words: str, state: State, message: str
) -> None:
    """Computing that Python can interrupt, computing that it cannot, memory, a judge that breaks: the others count."""
    exercise = make_exercise(CHECKS, points=10, reference=page("good")["app.py"].decode())

    result = grader.grade_files(exercise, page(words), seed=1)

    checks = checks_of(result)
    assert (result.outcome, result.score) == (Outcome.FAILED, 5)
    assert (checks["test_page"].state, checks["test_page"].message) == (state, message)


def test_the_next_submission_pays_nothing(grader: Grader, make_exercise: MakeExercise) -> None:
    """The same judge server grades an honest one right after a hostile one."""
    exercise = make_exercise(CHECKS, points=10, reference=page("good")["app.py"].decode())
    grader.grade_files(exercise, page("deaf"), seed=1)

    assert grader.grade_files(exercise, page("good"), seed=1).outcome is Outcome.PASSED


@pytest.mark.parametrize("words", ["slow", "deaf", "large"])
def test_what_the_reference_costs_too_is_the_authors(grader: Grader, make_exercise: MakeExercise, words: str) -> None:
    """A check that nobody gets through costs nobody a point."""
    exercise = make_exercise(CHECKS, points=10, reference=page(words)["app.py"].decode())

    result = grader.grade_files(exercise, page(words), seed=1)

    assert (result.outcome, result.fault) == (Outcome.NOT_GRADED, Fault.AUTHOR)


def test_a_busy_machine_makes_no_honest_submission_time_out(grader: Grader, make_exercise: MakeExercise) -> None:
    """All cores are taken, and the judge waits: only its own computing counts."""
    exercise = make_exercise(CHECKS, points=10, reference=page("good")["app.py"].decode())
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        results = [grader.grade_files(exercise, page("good"), seed=seed) for seed in range(3)]
    finally:
        for process in busy:
            process.kill()
            process.wait()

    assert {result.outcome for result in results} == {Outcome.PASSED}


def processes_of_group(group: int) -> list[int]:
    """The process ids of a process group that are still there, zombies left out."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = path.read_text().rsplit(")", 1)[1].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(path.parent.name))
    return found


def test_a_judge_that_is_given_up_is_gone(strong: Sandbox, make_exercise: MakeExercise) -> None:
    """When `close` returns neither the server nor a judge in the middle of a check is left."""
    exercise = make_exercise(CHECKS.replace('/page").text', "/page\").text and 'deaf'"), points=10)
    server = JudgeServer(prepare(exercise).suite, strong)
    server.require_collected()
    server._connection.send_bytes(forkserver._encode(JudgeRequest(files=page("good"), seed=1)))
    while len(processes_of_group(server.pid)) < 2:
        os.sched_yield()

    server.close()
    strong.reset()

    assert processes_of_group(server.pid) == []


def test_a_judge_dies_with_its_server(strong: Sandbox, make_exercise: MakeExercise) -> None:
    """Whoever kills the server leaves no judge behind that goes on computing."""
    exercise = make_exercise(CHECKS.replace('/page").text', "/page\").text and 'deaf'"), points=10)
    server = JudgeServer(prepare(exercise).suite, strong)
    server.require_collected()
    server._connection.send_bytes(forkserver._encode(JudgeRequest(files=page("good"), seed=1)))
    while len(processes_of_group(server.pid)) < 2:
        os.sched_yield()

    os.kill(server.pid, signal.SIGKILL)
    os.waitpid(server.pid, 0)
    with pytest.raises(EOFError):  # the last who held the pipe is gone
        server._connection.recv_bytes()
    strong.reset()

    assert processes_of_group(server.pid) == []
