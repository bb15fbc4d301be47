"""A judge that takes one submission after another keeps nothing of one for the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.course import Exercise
from grader.errors import JailBroken
from grader.grading.grader import Grader
from grader.grading.prepare import prepare
from grader.judge import forkserver, rounds
from grader.judge.forkserver import JudgeServer
from grader.judge.plugin import JudgePlugin, JudgeReport, JudgeRequest
from grader.model import Outcome, State
from grader.sandbox.jail import Sandbox
from tests.conftest import MakeExercise, app

PAGE = app('@app.get("/")\ndef home():\n    return "home"\n')
WRONG = app('@app.get("/")\ndef home():\n    return "away"\n')
HOME = """
@pytest.mark.task(1)
@pytest.mark.points(2)
def test_home(client):
    assert client.get("/").text == "home", "the page must say home"
"""
# A check that fails with what it knows of the judge: the number of the process, and what a fixture says.
ASKS = """
import os

{before}

@pytest.mark.task(1)
@pytest.mark.points(2)
def test_home(client{fixture}):
    {act}
    assert client.get("/").text == "", f"{{os.getpid()}} {{{said}}}"
"""


@pytest.fixture
def grader(strong: Sandbox) -> Iterator[Grader]:
    """A grader with judges of its own; the sandbox is everybody's."""
    grader = Grader(strong)
    yield grader
    grader._judges._end_servers()


def asking(before: str = "", act: str = "pass", said: str = "''", fixture: str = "") -> str:
    return ASKS.format(before=before, act=act, said=said, fixture=fixture and f", {fixture}")


def words(grader: Grader, exercise: Exercise, files: dict[str, bytes] = PAGE) -> list[str]:
    """Grade twice or more; return what the check said: the process, and the rest."""
    (check,) = grader.grade_files(exercise, files, seed=1).checks
    return check.message.removesuffix(".").split(" ", 1)


def test_two_submissions_have_one_judge(grader: Grader, make_exercise: MakeExercise) -> None:
    """The process is the same."""
    exercise = make_exercise(asking(), points=2)

    first, second = words(grader, exercise), words(grader, exercise)

    assert first == second


def test_each_has_its_own_verdict(grader: Grader, make_exercise: MakeExercise) -> None:
    """Right, wrong, right, and what was printed belongs to the one that it was printed for."""
    exercise = make_exercise(HOME + '    print("seen")\n', points=2)

    results = [grader.grade_files(exercise, files, seed=1) for files in (PAGE, WRONG, PAGE, PAGE)]

    assert [result.score for result in results] == [2, 0, 2, 2]
    assert [result.checks[0].detail.count("seen") for result in results] == [1, 0, 1, 1]


@pytest.mark.parametrize("scope", ["session", "package", "module", "class"])
def test_a_fixture_wider_than_a_check_is_made_for_each_submission(
    grader: Grader, make_exercise: MakeExercise, scope: str
) -> None:
    """One that draws draws again, in the same judge."""
    before = f'@pytest.fixture(scope="{scope}")\ndef drawn():\n    return os.urandom(8).hex()\n'
    exercise = make_exercise(asking(before, said="drawn", fixture="drawn"), points=2)

    (judge, first), (other, second) = words(grader, exercise), words(grader, exercise)

    assert judge == other
    assert first != second


def test_such_a_fixture_is_torn_down_before_the_next(grader: Grader, make_exercise: MakeExercise) -> None:
    """What it ends, it ends with its submission."""
    before = """
import pathlib
LOG = pathlib.Path(__file__).with_name("log")

@pytest.fixture(scope="session")
def held():
    before = LOG.read_text() if LOG.exists() else ""
    LOG.write_text(before + "up,")
    yield before
    LOG.write_text(LOG.read_text() + "down,")
"""
    exercise = make_exercise(asking(before, said="held", fixture="held"), points=2)
    log = exercise.checks_folder / "log"

    words(grader, exercise)

    assert log.read_text() == "up,down,"


def test_folders_are_made_anew(grader: Grader, make_exercise: MakeExercise) -> None:
    """What a check wrote into `tmp_path` or made with its factory is not there any more."""
    act = 'found = list(tmp_path_factory.getbasetemp().rglob("*.txt")); (tmp_path / "a.txt").write_text("x")'
    exercise = make_exercise(asking(act=act, said="len(found)", fixture="tmp_path, tmp_path_factory"), points=2)

    first, second = words(grader, exercise), words(grader, exercise)

    assert first == second == [first[0], "0"]


@pytest.mark.parametrize(
    ("before", "act", "said"),
    [
        ("SEEN = []", "SEEN.append(1)", "len(SEEN)"),
        ("SEEN = {'a': [{1}]}", "SEEN['a'][0].add(2)", "len(SEEN['a'][0])"),
        ("SEEN = 1", "global SEEN; SEEN += 1", "SEEN"),
        ("def seen(found=[]):\n    found.append(1)\n    return len(found)", "pass", "seen()"),
        ("class Seen:\n    count = 0", "Seen.count += 1", "Seen.count"),
        ("class Seen:\n    pass\nSEEN = Seen()", "SEEN.count = getattr(SEEN, 'count', 0) + 1", "SEEN.count"),
        ("import functools\n@functools.lru_cache\ndef seen():\n    return 1", "", "seen.cache_info().hits + seen()"),
        (
            "def make():\n    count = 0\n    def seen():\n        nonlocal count\n        count += 1\n"
            "        return count\n    return seen\nseen = make()",
            "pass",
            "seen()",
        ),
        ("", "os.environ['SEEN'] = os.environ.get('SEEN', '') + 'x'", "os.environ['SEEN']"),
        ("", "os.chdir('/') if os.getcwd() != '/' else os.chdir('/tmp')", "os.getcwd()"),
        ("import itertools\nCOUNT = itertools.count()", "pass", "next(COUNT)"),
        ("import random\nDICE = random.Random(1)", "pass", "DICE.random()"),
    ],
)
def test_what_a_check_changes_ends_its_judge(
    grader: Grader, make_exercise: MakeExercise, before: str, act: str, said: str
) -> None:
    """The next submission finds everything as it was, in another process."""
    exercise = make_exercise(asking(before, act=act or "pass", said=said), points=2)

    (judge, first), (other, second) = words(grader, exercise), words(grader, exercise)

    assert first == second
    assert judge != other


def test_a_module_that_a_check_imports_is_imported_again(grader: Grader, make_exercise: MakeExercise) -> None:
    """A helper that counts its imports counts from the start."""
    exercise = make_exercise(asking(act="import helper_of_rounds as helper; helper.SEEN.append(1)"), points=2)
    (exercise.checks_folder / "helper_of_rounds.py").write_text("SEEN = []\n")

    (judge, *_), (other, *_) = words(grader, exercise), words(grader, exercise)

    assert judge != other


@pytest.mark.parametrize(
    ("before", "act"),
    [
        ("@pytest.fixture\ndef torn():\n    yield\n    raise RuntimeError", "pass"),
        ("torn = pytest.fixture(lambda: None)", "undefined"),
        ("torn = pytest.fixture(lambda: None)", "raise KeyboardInterrupt"),
        ("torn = pytest.fixture(lambda: None)", "bytes(8 << 40)"),
    ],
)
def test_after_what_nobody_foresaw_the_judge_is_fresh(
    strong: Sandbox, make_exercise: MakeExercise, before: str, act: str
) -> None:
    """A teardown that fails, a check that is broken, one that ends the session, one that takes too much."""
    act = f'import pathlib; pathlib.Path(__file__).with_name("pid").write_text(str(os.getpid())); {act}'
    exercise = make_exercise(asking(before, act=act, fixture="torn"), points=2)
    server = JudgeServer(prepare(exercise).suite, strong)
    place = exercise.checks_folder / "pid"

    judges = []
    for _ in range(2):
        server.judge(JudgeRequest(files=PAGE, seed=1))
        judges.append(place.read_text())
    server.close()

    assert judges[0] != judges[1]


def test_a_judge_ends_after_so_many(
    grader: Grader, make_exercise: MakeExercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What grows unseen stays small."""
    monkeypatch.setattr(rounds, "_MOST", 2)
    exercise = make_exercise(asking(), points=2)

    judges = [words(grader, exercise)[0] for _ in range(4)]

    assert judges[0] == judges[1] != judges[2] == judges[3]


def test_the_second_witness_must_agree(
    strong: Sandbox, make_exercise: MakeExercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that only our own plugin saw pass is broken."""

    def says(self: rounds.Witness) -> dict[str, object]:
        return {"tests": [{"nodeid": report.nodeid, "outcome": "failed"} for report in self._reports]}

    monkeypatch.setattr(rounds.Witness, "report", says)
    server = JudgeServer(prepare(make_exercise(HOME, points=2)).suite, strong)

    (check,) = server.judge(JudgeRequest(files=PAGE, seed=1)).checks
    server.close()

    assert (check.state, check.detail) == (State.BROKEN, "pytest reports failed")


def test_the_second_witness_is_pytest_json_report(
    strong: Sandbox, make_exercise: MakeExercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It hears every step of every check of a round, and of no other round."""
    heard: list[list[str]] = []
    findings = JudgePlugin.findings

    def listen(self: JudgePlugin, report: dict[str, object]) -> JudgeReport:
        tests = report["tests"]
        assert isinstance(tests, list)
        heard.append([(test["outcome"], test["setup"]["outcome"], test["call"]["outcome"]) for test in tests])
        return findings(self, report)

    monkeypatch.setattr(JudgePlugin, "findings", listen)
    exercise, rows = make_exercise(HOME, points=2), []
    for files in (PAGE, WRONG):
        rows.append(forkserver.judge_here(prepare(exercise).suite, strong, JudgeRequest(files=files, seed=1)))

    assert heard == [[("passed", "passed", "passed")], [("failed", "passed", "failed")]]
    assert [report.checks[0].state for report in rows] == [State.PASSED, State.FAILED]


def test_a_judge_that_is_killed_between_two_submissions_is_replaced(
    strong: Sandbox, make_exercise: MakeExercise
) -> None:
    """It has nothing in hand: the next submission is judged, at the second try at the latest."""
    import os
    import signal

    exercise = make_exercise(asking(), points=2, reference=PAGE["app.py"].decode())
    grader = Grader(strong)
    os.kill(int(words(grader, exercise)[0]), signal.SIGKILL)

    result = grader.grade_files(exercise, PAGE, seed=1)
    grader._judges._end_servers()

    assert (result.outcome, result.checks[0].state) == (Outcome.FAILED, State.FAILED)


def test_a_judge_server_whose_judge_dies_of_something_else_ends(strong: Sandbox, make_exercise: MakeExercise) -> None:
    """Killed from outside in the middle of a submission: that is ours, and never the student's."""
    act = "import signal; os.kill(os.getpid(), signal.SIGKILL)"
    server = JudgeServer(prepare(make_exercise(asking(act=act), points=2)).suite, strong)

    with pytest.raises(JailBroken):
        server.judge(JudgeRequest(files=PAGE, seed=1))
    server.close()
