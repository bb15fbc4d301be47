"""On a student's own machine, where nothing is that only Linux has.

The test hides it by a `sitecustomize` that every Python process of the command reads: the jail at the level
`none` is such a process too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.course import Course, new_exercise, write_handout

ID = "04-routing/02-converters"
HIDING = """
import os
import sys

HIDDEN = {"fcntl", "resource", "termios", "tty", "pty", "grp", "pwd"}
HIDDEN |= {f"grader.sandbox.{name}" for name in
           ("forked", "confine", "kernel", "landlock", "namespaces", "seccomp", "server")}


class Hider:
    def find_spec(self, name, path=None, target=None):
        if name in HIDDEN:
            raise ModuleNotFoundError(f"{name} does not exist on this machine", name=name)


for name in HIDDEN:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Hider())
for name in ("fork", "forkpty", "register_at_fork", "posix_spawn", "posix_spawnp", "memfd_create", "pidfd_open",
             "unshare", "setns", "sched_setaffinity", "waitid", "setsid"):
    if hasattr(os, name):
        delattr(os, name)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A student's folder with a kit in it."""
    new_exercise(tmp_path / "course", ID)
    write_handout(Course(tmp_path / "course"), tmp_path / "home/kit")
    (tmp_path / "hiding").mkdir()
    (tmp_path / "hiding/sitecustomize.py").write_text(HIDING)
    return tmp_path / "home"


def start(home: Path, *words: str) -> subprocess.Popen[str]:
    """Start a command where those things are hidden."""
    # A shell that runs the tests in the background has Ctrl-C ignored, and hands that down.
    command = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from grader.cli import app; app(sys.argv[1:], prog_name='grade')"
    )
    environment = {**os.environ, "PYTHONPATH": str(home.parent / "hiding"), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", command, "--course", str(home / "kit"), *words],
        cwd=home,
        env=environment,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def grade(home: Path, *words: str) -> tuple[int, str, str]:
    """Run a command where those things are hidden; return its code, its data and its talk."""
    process = start(home, *words)
    data, talk = process.communicate(timeout=120)
    return process.returncode, data, talk


def test_they_are_hidden(home: Path) -> None:
    """The machine of these tests has no fork, and no module that only Unix or only Linux has."""
    code = "import os\nassert not hasattr(os, 'fork')\nimport fcntl"
    environment = {**os.environ, "PYTHONPATH": str(home.parent / "hiding")}

    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)

    assert "fcntl does not exist on this machine" in result.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["list"], "02-converters"),
        (["show", ID], "# Converters"),
        (["hint", ID], "(hint 1 of "),
        (["start", ID, "work"], "written work/app.py".replace("/", os.sep)),
    ],
)
def test_reading_commands_work(home: Path, words: list[str], expected: str) -> None:
    """list, show, hint and start need none of it."""
    code, data, talk = grade(home, *words)

    assert (code, "error" in talk) == (0, False), talk
    assert expected in data


def test_run_works(home: Path) -> None:
    """`grade run` judges in this process, through a spawned jail: without isolation, unasked, and said in a line."""
    (home / "work").mkdir()
    (home / "work/app.py").write_bytes(_reference(home))

    code, data, talk = grade(home, "run", ID, "work")

    assert code == 0, talk
    assert "2 of 2 examples" in data
    assert talk.count("without isolation") == 1


def test_watch_works(home: Path) -> None:
    """`grade watch` runs at once, again at a save, ends at Ctrl-C with code 130; its folder remembers the best."""
    grade(home, "start", ID, "work")
    process = start(home, "watch", "work")
    assert process.stdout is not None
    try:
        first = _read_until(process, "of 2 examples.")
        (home / "work/app.py").write_bytes(_reference(home))
        second = _read_until(process, "of 2 examples.")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)

    assert "0 of 2 examples." in first
    assert "2 of 2 examples." in second
    assert process.returncode == 130
    assert '"best": 2' in (home / "work/.grade-state.json").read_text()


def _reference(home: Path) -> bytes:
    return (home.parent / "course/solutions" / ID / "reference/app.py").read_bytes()


def _read_until(process: subprocess.Popen[str], words: str) -> str:
    """Return the lines up to the one with these words; give up after a while."""
    assert process.stdout is not None
    deadline, lines = time.monotonic() + 100, []
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        lines.append(line)
        if words in line and "░" not in line and "█" not in line:
            return "".join(lines)
        assert line, "the command ended"
    raise AssertionError(f"`{words}` was not said in time")
