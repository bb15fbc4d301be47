"""Everyday pytest in checks: each row of the table in docs/reference/checks.md, supported or refused by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grader.course import Exercise, validate_exercise
from grader.grading.grader import Grader
from grader.model import Fault, Outcome, State
from tests.conftest import MakeExercise, app

RIGHT = app('@app.get("/hello/<name>")\ndef hello(name):\n    return f"Hello {name}"\n')
WRONG = app('@app.get("/hello/<name>")\ndef hello(name):\n    return "Hello ada"\n')
MARKS = "@pytest.mark.task(1)\n@pytest.mark.points(2)\n"
GREETS = 'assert client.get(f"/hello/{name}").text == f"Hello {name}", "the page must greet"'


def check(body: str, args: str = "client", *, above: str = "", name: str = "test_it") -> str:
    """Return a check with its marks."""
    return f'{above}\n{MARKS}def {name}({args}):\n    """It."""\n    {body}\n'


PLAIN = check(f'name = "bob"; {GREETS}')


@dataclass(frozen=True, kw_only=True)
class Supported:
    """Right programs pass, and wrong ones read `message`; `files` lie beside the check."""

    checks: str
    message: str = r"the page must greet\."
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Nobody is graded; the author reads `words`. `early`: the compiler tells it too, and imports nothing."""

    checks: str
    words: str
    files: dict[str, str] = field(default_factory=dict)
    early: bool = True


BUILTINS = f"""
monkeypatch.setenv("WHO", "bob"); (tmp_path / "x").write_text("bob")
    (tmp_path_factory.mktemp("y") / "x").write_text("bob")
    print("out"); assert capsys.readouterr().out == "out\\n"
    import logging, os, warnings; logging.warning("careful"); assert caplog.messages == ["careful"]
    warnings.warn("w"); assert str(recwarn.pop().message) == "w"
    name = (tmp_path / "x").read_text(); assert name == os.environ["WHO"]
    {GREETS}""".strip()
CASES = '@pytest.mark.parametrize(("number", "name"), [(1, "ada"), (2, "bob"), (3, "eve")])'
SESSION = """
@pytest.fixture(scope="session")
def names():
    return ["bob"]

@pytest.fixture(scope="module", autouse=True)
def once(names):
    names.append("once")
    yield
    names.clear()
"""

ROWS: dict[str, Supported | Refused] = {
    "`@pytest.fixture`": Supported(
        checks=check(f'assert names == ["bob", "once"]; name = names[0]; {GREETS}', "client, names", above=SESSION)
    ),
    "a fixture that outlives a check and holds a jail": Refused(
        checks=check("assert wide", "wide", above='@pytest.fixture(scope="module")\ndef wide(client): return client'),
        words=r"the fixture `wide` outlives a check \(scope `module`\) and holds `client`",
        early=False,
    ),
    "`conftest.py`": Supported(
        checks=check(GREETS, "client, name"),
        files={"conftest.py": "import pytest\n@pytest.fixture\ndef name(): return 'bob'\n"},
    ),
    "`import helpers`": Supported(
        checks=check(f"name = NAME; {GREETS}", above="from helpers import NAME"), files={"helpers.py": "NAME = 'bob'\n"}
    ),
    "a helper module named like one of Python's": Refused(
        checks=PLAIN, words="`json` is a module of Python's own", files={"json.py": "NAME = 'bob'\n"}
    ),
    "`@pytest.mark.parametrize`": Supported(
        checks=check(GREETS, "client, number, name", above=CASES), message=r"\(case: 2-bob\) the page must greet\."
    ),
    "`@pytest.fixture(params=…)`": Supported(
        checks=check(
            GREETS,
            "client, name",
            above='@pytest.fixture(params=["ada", "bob"])\ndef name(request): return request.param',
        ),
        message=r"\(case: bob\) the page must greet\.",
    ),
    "`subtests`": Supported(
        checks=check(
            f'for name in ("ada", "bob"):\n        with subtests.test("greets", who=name):\n            {GREETS}',
            "client, subtests",
        ),
        message=r"\(case: greets who='bob'\) the page must greet\.",
    ),
    "`class TestPages:`": Supported(
        checks=f"""
@pytest.mark.task(1)
class TestPages:
    NAME = "bob"

    @pytest.mark.points(2)
    def test_it(self, client):
        '''It.'''
        name = self.NAME
        {GREETS}
"""
    ),
    "a class with a base class": Refused(
        checks="import unittest\nclass TestOld(unittest.TestCase):\n    def test_it(self): pass\n" + PLAIN,
        words="`TestOld` has a base class",
    ),
    "`monkeypatch`, `tmp_path`, `tmp_path_factory`, `capsys`, `capfd`, `caplog`, `recwarn`": Supported(
        checks=check(BUILTINS, "client, monkeypatch, tmp_path, tmp_path_factory, capsys, caplog, recwarn")
        + check('import os; os.write(1, b"x"); assert capfd.readouterr().out == "x"', "capfd", name="test_fd").replace(
            "@pytest.mark.points(2)\n", ""
        )
    ),
    "`@pytest.mark.usefixtures`, `filterwarnings`": Supported(
        checks=check(
            f'import warnings; warnings.warn("quiet"); name = seen[0]; {GREETS}',
            above='seen = []\n@pytest.fixture\ndef see(): seen[:] = ["bob"]\n'
            '@pytest.mark.usefixtures("see")\n@pytest.mark.filterwarnings("ignore")',
        )
    ),
    "`pytest.approx`, `raises`, `warns`": Supported(
        checks=check(
            "assert 0.1 + 0.2 == pytest.approx(0.3)\n"
            '    with pytest.raises(ValueError, match="odd"): raise ValueError("odd")\n'
            '    with pytest.warns(UserWarning): __import__("warnings").warn("w")\n'
            '    reply = client.get("/hello/bob").text\n'
            "    with pytest.raises(ZeroDivisionError): 1 / len(reply.replace('Hello bob', ''))"
        ),
        message="",
    ),
    '`pytest.fail("…")`': Supported(
        checks=check(
            'if client.get("/hello/bob").text != "Hello bob": pytest.fail("the page must greet")',
        )
    ),
    "`print`": Supported(checks=check(f'print("looking"); name = "bob"; {GREETS}')),
    "`pytest.skip`, `@pytest.mark.skip`, `skipif`": Refused(
        checks=check("pytest.skip('later')"), words="`pytest.skip` leaves checks out"
    ),
    "`pytest.xfail`, `@pytest.mark.xfail`": Refused(
        checks=check("pass", above="@pytest.mark.xfail"), words="a mark `xfail` that checks do not have"
    ),
    "`pytest.importorskip`": Refused(
        checks=check("pass", above="from pytest import importorskip\nimportorskip('nothing_here')"),
        words="`pytest.importorskip` leaves checks out",
    ),
    "`pytest.exit`": Refused(checks=check("pytest.exit('enough')"), words="`pytest.exit` leaves checks out"),
    "`async def`": Refused(checks=PLAIN + "async def test_more(client): pass\n", words="`test_more` is a coroutine"),
    "a hook, or `pytest_plugins`": Refused(
        checks=PLAIN,
        words="`pytest_collection_modifyitems` is a hook of pytest's",
        files={"conftest.py": "def pytest_collection_modifyitems(items): items.clear()\n"},
    ),
    "a mark that is not in these tables": Refused(
        checks=check("pass", above="@pytest.mark.slow"), words="a mark `slow` that checks do not have"
    ),
    "`pytestmark`": Refused(checks="pytestmark = pytest.mark.task(1)\n" + PLAIN, words="`pytestmark` marks from afar"),
    "two checks of one name": Refused(
        checks=PLAIN + f"class TestMore:\n    {MARKS.strip().replace(chr(10), chr(10) + '    ')}\n"
        "    def test_it(self): pass\n",
        words="`test_it` is there 2 times",
    ),
    "a check that is made and not written": Refused(
        checks=PLAIN + "def make():\n    return lambda client: None\ntest_more = make()\n",
        words="`test_more` is collected, but its module does not define it",
        early=False,
    ),
    "a fixture that nobody defines": Refused(
        checks=check("pass", "client, clinet"), words="`test_it` asks for `clinet`, which is no fixture", early=False
    ),
    "a check that returns something": Refused(
        checks=check("return client.get('/').status_code == 200"), words="`test_it` returns a value"
    ),
}
# The same row, written in another way.
MORE_REFUSED = {
    "a mark that skips": Refused(checks=check("pass", above="@pytest.mark.skip"), words="a mark `skip`"),
    "a condition that skips": Refused(
        checks=check("pass", above='@pytest.mark.skipif(True, reason="x")'), words="a mark `skipif`"
    ),
    "a case that is expected to fail": Refused(
        checks=check("pass", "n", above='@pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.xfail)])'),
        words="a mark `xfail`",
    ),
    "a case with points of its own": Refused(
        checks=check(
            "pass", "n", above='@pytest.mark.parametrize("n", [1, pytest.param(2, marks=pytest.mark.points(3))])'
        ),
        words="`test_it.2.` has other marks than those written on it",
        early=False,
    ),
    "no case at all": Refused(
        checks=check("pass", "n", above='@pytest.mark.parametrize("n", [])'), words="Empty parameter set", early=False
    ),
    "a module that is skipped": Refused(
        checks=check("pass", above="pytest.skip('no', allow_module_level=True)"),
        words="`pytest.skip` leaves checks out",
    ),
    "pytest under another name": Refused(
        checks="import pytest as pt\n" + check("pt.skip('later')"), words="`pytest.skip` leaves checks out"
    ),
    "plugins": Refused(checks='pytest_plugins = ["helpers"]\n' + PLAIN, words="`pytest_plugins` is a hook"),
    "a check taken from a helper": Refused(
        checks=PLAIN + "from helpers import test_more\n",
        words="`test_more` is collected, but its module does not define it",
        files={"helpers.py": "def test_more(): pass\n"},
        early=False,
    ),
    "a check that is taken back": Refused(
        checks=PLAIN + "del test_it\n", words="`test_it` stands there, but pytest does not collect it", early=False
    ),
    "a helper that fails": Refused(
        checks=PLAIN + "import helpers\n",
        words=r"helpers\.py:2: ZeroDivisionError",
        early=False,
        files={"helpers.py": "\n1 / 0\n"},
    ),
    "a conftest that fails": Refused(
        checks=PLAIN, words=r"conftest\.py: ZeroDivisionError", early=False, files={"conftest.py": "1 / 0\n"}
    ),
    "an unreadable helper": Refused(checks=PLAIN, words=r"helpers\.py:1: not Python: ", files={"helpers.py": "def\n"}),
    "points that are no whole number": Refused(
        checks=PLAIN.replace("points(2)", "points(2.5)"), words="the mark `points` of `test_it` cannot be read"
    ),
    "points that say yes": Refused(
        checks=PLAIN.replace("points(2)", "points(True)"), words="the mark `points` of `test_it` cannot be read"
    ),
    "points given twice": Refused(
        checks=PLAIN.replace("points(2)", "points(2)\n@pytest.mark.points(2)"), words="the mark `points` twice"
    ),
    "points that do not add up": Refused(
        checks=PLAIN.replace("points(2)", "points(1)"), words="add up to 1, exercise.toml says 2"
    ),
    "a task that is none": Refused(checks=PLAIN.replace("task(1)", "task(2)"), words="`test_it` names task 2"),
    "checks that wait for each other": Refused(
        checks=check("pass", above='@pytest.mark.needs("test_b")', name="test_a").replace("points(2)", "points(1)")
        + check("pass", above='@pytest.mark.needs("test_a")', name="test_b").replace("points(2)", "points(1)"),
        words="`test_a`, `test_b` need each other",
    ),
    "a group without a name": Refused(
        checks=check("pass", above="@pytest.mark.shares(1)"), words="the mark `shares` of `test_it` cannot be read"
    ),
    "examples that lean on a helper": Refused(
        checks=PLAIN,
        words="the examples use `helpers`, which students do not get",
        files={"helpers.py": "", "test_examples.py": "import helpers\n"},
    ),
}


def write_beside(exercise: Exercise, files: dict[str, str]) -> None:
    for name, text in files.items():
        (exercise.checks_folder / name).write_text(text, encoding="utf-8")


def table() -> dict[str, str]:
    """Return the rows of the documentation: what is written, and the first word of what becomes of it."""
    page = Path("docs/reference/checks.md").read_text(encoding="utf-8")
    section = page.partition("## Pytest\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (\w+)", section, flags=re.MULTILINE)
    return {name: verdict for name, verdict in rows if verdict in ("supported", "refused")}


def test_every_row_of_the_table_is_tried() -> None:
    """The documentation promises what is tested here, row by row, and nothing else."""
    assert table() == {name: type(row).__name__.lower() for name, row in ROWS.items()}


SUPPORTED = {name: row for name, row in ROWS.items() if isinstance(row, Supported)}


@pytest.mark.parametrize("row", SUPPORTED.values(), ids=SUPPORTED.keys())
def test_what_is_supported_judges(strong_grader: Grader, make_exercise: MakeExercise, row: Supported) -> None:
    """A right program passes, a wrong one fails with the author's words; one check, its points once."""
    exercise = make_exercise(row.checks, points=2)
    write_beside(exercise, row.files)

    right, wrong = (strong_grader.grade_files(exercise, files, seed=1) for files in (RIGHT, WRONG))

    assert (right.outcome, right.score, right.message) == (Outcome.PASSED, 2, ""), right.checks
    assert [check.id for check in right.checks][:1] == ["test_it"]
    assert (wrong.checks[0].state, wrong.score) == (State.FAILED, 0), wrong.checks
    assert re.fullmatch(row.message, wrong.checks[0].message), wrong.checks


REFUSED = {name: row for name, row in (ROWS | MORE_REFUSED).items() if isinstance(row, Refused)}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_is_named_and_grades_nobody(
    strong_grader: Grader, make_exercise: MakeExercise, row: Refused
) -> None:
    """A right answer is *not graded*, by the author's fault, with one line that names what is refused."""
    exercise = make_exercise(row.checks, points=2)
    write_beside(exercise, row.files)

    result = strong_grader.grade_files(exercise, RIGHT, seed=1)

    assert (result.outcome, result.fault, result.max_score) == (Outcome.NOT_GRADED, Fault.AUTHOR, 2)
    assert re.search(row.words, result.message), result.message
    assert "\n" not in result.message
    found = any(re.search(row.words, f"{problem.where}: {problem.fact}") for problem in validate_exercise(exercise))
    assert found is row.early


def test_what_a_check_prints_is_for_its_author(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Prints and logs stand in the detail, of checks that pass as of others, cut in the middle when they are long."""
    body = 'print("first"); print("x" * 9000); print("last"); __import__("logging").warning("careful")'
    result = strong_grader.grade_files(make_exercise(check(body, "client"), points=2), RIGHT, seed=1)

    (printed,) = (check.detail for check in result.checks)
    assert all(word in printed for word in ("first", "last", "careful")), printed
    assert len(printed) < 4_100


def test_each_case_draws_its_own_numbers(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """`rng` is another for each case, and the same again under the same seed."""
    above = 'drawn = set()\n@pytest.mark.parametrize("n", range(3))'
    body = "drawn.add(rng.random()); print(sorted(drawn)); assert len(drawn) == n + 1"
    exercise = make_exercise(check(body, "rng, n", above=above), points=2)

    first, again = (strong_grader.grade_files(exercise, RIGHT, seed=1) for _ in range(2))

    assert first.score == again.score == 2
    assert first.checks[0].detail == again.checks[0].detail
