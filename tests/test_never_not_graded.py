"""*Not graded* is kept for faults that no submission can cause: every way to force it that anybody thought of."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator

import pytest

from grader.course import Course
from grader.grading.grader import Grader, open_grader
from grader.model import Level, Outcome, State
from tests.conftest import ENVIRONMENT, require_level
from tests.hostile import target

RIGHT = target.SOLUTION_FILE.read_text(encoding="utf-8")

# What the application answers to everything: a WSGI program of the student's, with `start` to begin an answer.
ANSWERS: dict[str, str] = {
    "a page of comments": "start('200 OK', [('Content-Type', 'text/html')])\nreturn [b'<!--' * 250_000]",
    "half a character as JSON": "start('200 OK', JSON)\nreturn [b'{\"sum\": \"\\\\ud800\"}']",
    "half a character alone": "start('200 OK', JSON)\nreturn [b'\"\\\\udfff\"']",
    "an unknown charset": "start('200 OK', [('Content-Type', 'text/html; charset=nonsense')])\nreturn [b'\\xff']",
    "a charset that runs": "start('200 OK', [('Content-Type', 'text/html; charset=zip')])\nreturn [b'\\xff']",
    "bytes that are no text": "start('200 OK', [('Content-Type', 'text/html')])\nreturn [bytes(range(256))]",
    "JSON deeper than a stack": "start('200 OK', JSON)\nreturn [b'[' * 200_000 + b']' * 200_000]",
    "a number of many digits": "start('200 OK', JSON)\nreturn [b'9' * 100_000]",
    "a number that is none": "start('200 OK', JSON)\nreturn [b'{\"sum\": NaN}']",
    "a number beyond all": "start('200 OK', JSON)\nreturn [b'{\"sum\": 1e99999}']",
    "a list for a dict": "start('200 OK', JSON)\nreturn [b'[1, 2]']",
    "null": "start('200 OK', JSON)\nreturn [b'null']",
    "a bare word": "start('200 OK', JSON)\nreturn [b'sum']",
    "a redirect to itself": "start('302 FOUND', [('Location', environ['PATH_INFO'])])\nreturn []",
    "a redirect nowhere": "start('302 FOUND', [('Location', 'http://[::1')])\nreturn []",
    "a redirect to another scheme": "start('301 MOVED', [('Location', 'javascript:alert(1)')])\nreturn []",
    "a length that is none": "start('200 OK', [('Content-Length', '-1')])\nreturn [b'x']",
    "a cookie that is none": "start('200 OK', [('Set-Cookie', '=; Expires=never; Max-Age=x; Domain=..')])\nreturn [b'x']",
    "a thousand cookies": "start('200 OK', [('Set-Cookie', f'c{n}=1') for n in range(1000)])\nreturn [b'x']",
    "a date that is none": "start('200 OK', [('Date', 'tomorrow'), ('Last-Modified', '99')])\nreturn [b'x']",
    "a kind that is none": "start('200 OK', [('Content-Type', ';;;=\"')])\nreturn [b'x']",
    "a status that is none": "start('9999 WHAT', [])\nreturn [b'x']",
    "an answer before its time": "start('100 Continue', [])\nreturn [b'x']",
    "no answer at all": "return []",
    "an answer of numbers": "start('200 OK', [])\nreturn [1, 2]",
    "an answer that fails half way": "start('200 OK', [])\nreturn (1 / (2 - n) and b'x' for n in range(9))",
    "an answer without an end": "start('200 OK', [])\nreturn iter(lambda: b'x' * 9999, None)",
    "headers of another kind": "start('200 OK', [('A', 1), (None, 'b')])\nreturn [b'x']",
    "a system exit": "raise SystemExit(0)",
    "an interrupt": "raise KeyboardInterrupt",
    "an exception without words": "class Odd(Exception):\n    __str__ = None\nraise Odd",
    "an exception of megabytes": "raise ValueError('\\n' * (1 << 20))",
    "an exception with an escape": "raise ValueError('\\x1b[2J\\u202e\\ud800')",
}

# What the whole program does, when it is loaded or asked.
PROGRAMS: dict[str, str] = {
    "a locked folder": "import os\nos.mkdir('z0', 0)",
    "folders without an end": "import os\nfor _ in range(1500):\n    os.mkdir('d')\n    os.chdir('d')",
    "a kill of itself": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "a stop of itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "every descriptor closed": "import os\nos.closerange(0, 64)",
    "all of its memory": "x = []\nwhile True:\n    x.append(bytes(1 << 20))",
    "a flood of output": "while True:\n    print('x' * 1000)",
    "an exit with any code": "import os\nos._exit(137)",
    "modules taken away": "import sys\nsys.modules.clear()",
    "the wire read empty": "import os\nos.read(3, 1 << 20)",
    "functions that lie": "import builtins\nbuiltins.len = lambda *_: 7\nbuiltins.isinstance = lambda *_: True",
}


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """One grader for all of them: what one does must not reach the next."""
    require_level(Level.STRONG)
    with open_grader(Level.STRONG, environment=ENVIRONMENT) as grader:
        yield grader


@pytest.fixture(scope="module", params=["with a reference", "without one"])
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The exercise of the hostile programs: as it is, and as one whose author wrote no solution."""
    if request.param == "with a reference":
        return Course(target.COURSE)
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(target.COURSE, root, dirs_exist_ok=True)
    shutil.rmtree(root / "solutions")
    return Course(root)


def answering(body: str) -> str:
    """A program whose application answers so, whatever is asked, and whose functions are right."""
    head = "JSON = [('Content-Type', 'application/json')]\ndef answer(environ, start):\n"
    return f"{RIGHT}\n{head}{textwrap.indent(body, '    ')}\napp.wsgi_app = answer\n"


@pytest.mark.parametrize("name", ANSWERS)
def test_no_answer_forces_it(grader: Grader, course: Course, name: str) -> None:
    """The checks that asked are lost, with a state of the student's; the others keep their points."""
    program = answering(ANSWERS[name])

    result = grader.grade_files(course.load(target.EXERCISE), {"app.py": program.encode()}, seed=3)

    states = {check.id: check.state for check in result.checks}
    assert result.outcome is Outcome.FAILED, result.message
    assert State.BROKEN not in states.values()
    assert states["test_probe"] is State.PASSED


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_program_forces_it(grader: Grader, course: Course, name: str) -> None:
    """Whatever it does to itself, it is judged, and the next one too."""
    exercise = course.load(target.EXERCISE)

    result = grader.grade_files(exercise, {"app.py": f"{PROGRAMS[name]}\n{RIGHT}".encode()}, seed=3)
    after = grader.grade_files(exercise, {"app.py": RIGHT.encode()}, seed=3)

    assert result.outcome in (Outcome.FAILED, Outcome.PASSED), result.message
    assert after.outcome is Outcome.PASSED
