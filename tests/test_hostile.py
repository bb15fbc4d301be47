"""Every hostile program gets the verdict it must get, harms nobody, and its honest twin keeps full marks."""

from __future__ import annotations

import contextlib
import os
import select
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

import grader
from grader.audit import corpus
from grader.course import Course
from grader.grading.grader import Grader, open_grader
from grader.model import Level, Result, State
from grader.report.document import to_json
from tests.conftest import ENVIRONMENT, require_level
from tests.hostile import target

SECRET = "canary-of-the-runner-7d02c1ab"
MARKER = "marker-of-an-earlier-submission-50f6e1c8"
PROGRAMS = [
    pytest.param(program, level, id=f"{program.name}-{level}")
    for level in (Level.STRONG, Level.LANDLOCK)
    for program in corpus.load()
    if level in program.expected
]


class Outside:
    """Things outside that programs try to reach, and whether anybody did."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        (folder / "secret").write_text(SECRET)
        self._listeners = [stack.enter_context(socket.socket()), stack.enter_context(socket.socket(socket.AF_UNIX))]
        self._listeners += [stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(1)]
        tcp, stream, abstract = self._listeners
        name = f"grade-hostile-{os.getpid()}"
        tcp.bind(("127.0.0.1", 0))
        stream.bind(f"{folder}/stream")
        abstract.bind("\0" + name)
        for listener in self._listeners:
            listener.listen()
        datagram = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        datagram.bind(f"{folder}/datagram")
        self._listeners.append(datagram)
        self.facts = {
            "SECRET_PATH": f"{folder}/secret",
            "PARENT_PORT_TCP": str(tcp.getsockname()[1]),
            "UNIX_SOCKET_PATH": f"{folder}/stream",
            "DGRAM_SOCKET_PATH": f"{folder}/datagram",
            "ABSTRACT_NAME": name,
            "CHECKS_FOLDER": str(target.CHECKS_FOLDER),
            "SOLUTION_FILE": str(target.SOLUTION_FILE),
            "GRADER_PACKAGE": str(Path(grader.__file__).parent),
            "HOST_PID": str(os.getpid()),
            "EARLIER_MARKER": MARKER,
        }

    def contacts(self) -> int:
        """How many listeners somebody talked to."""
        return len(select.select(self._listeners, [], [], 0)[0])


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with contextlib.ExitStack() as stack:
        yield Outside(tmp_path_factory.mktemp("outside"), stack)


@pytest.fixture(scope="module")
def graders() -> Iterator[dict[Level, Grader]]:
    with contextlib.ExitStack() as stack:
        known: dict[Level, Grader] = {}

        class OnDemand(dict[Level, Grader]):
            def __missing__(self, level: Level) -> Grader:
                require_level(level)
                known[level] = self[level] = stack.enter_context(open_grader(level, environment=ENVIRONMENT))
                return known[level]

        yield OnDemand()


@pytest.mark.parametrize(("program", "level"), PROGRAMS)
def test_a_hostile_program_gets_what_it_must_and_its_twin_full_marks(
    program: corpus.Program, level: Level, graders: dict[Level, Grader], outside: Outside
) -> None:
    """The exact state of each check; nothing leaks, nobody is reached; the next honest submission is well."""
    if not program.runs_here:
        pytest.skip(f"needs {program.needs}")
    exercise = Course(target.COURSE).load(target.EXERCISE)
    if "{{EARLIER_MARKER}}" in program.source:
        earlier = f"# {MARKER}\n{program.twin}".replace("{{EARLIER_MARKER}}", "")
        graders[level].grade_files(exercise, {"app.py": earlier.encode()}, seed=1)

    result = graders[level].grade_files(
        exercise, {"app.py": corpus.fill(program.source, outside.facts).encode()}, seed=2
    )
    twin = graders[level].grade_files(exercise, {"app.py": corpus.fill(program.twin, outside.facts).encode()}, seed=3)

    assert _states(result, program.expected[level]) == program.expected[level], _story(result)
    assert result.score == target.score(program, level)
    told = to_json(result)
    assert not [text for text in (*target.CANARIES, SECRET, MARKER) if text in told]
    assert outside.contacts() == 0
    assert {check.state for check in twin.checks} == {State.PASSED}, _story(twin)


def _states(result: Result, due: dict[str, State]) -> dict[str, State]:
    """The state of each check; one that was not run because the program's load is known to fail counts as what is due."""
    fails_to_load = any(check.loading for check in result.checks)
    return {
        check.id: due[check.id]
        if fails_to_load and check.state is State.SKIPPED and due[check.id] is not State.PASSED
        else check.state
        for check in result.checks
    }


def _story(result: Result) -> str:
    lines = [
        f"{check.id} {check.state}: {check.message} {check.answered[:300]} {check.detail}" for check in result.checks
    ]
    return "\n".join([*lines, result.message, result.output[-1500:]])
