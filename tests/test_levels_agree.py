"""The level decides how well a program is confined, never what it scores.

The honest twins of all hostile programs, and programs that do odd but honest things, are graded at every level and
compared check by check. (`tests/test_hostile.py` holds the twins to full marks at the levels that isolate.)
"""

from __future__ import annotations

import textwrap
from functools import cache

import pytest

from grader.audit import corpus
from grader.course import Course
from grader.grading.jobs import GradingJob
from grader.grading.pool import Pool
from grader.grading.prepare import prepare
from grader.model import Level, Result, State
from grader.submission import from_files
from tests.conftest import require_level
from tests.hostile import target

RIGHT = target.SOLUTION_FILE.read_text(encoding="utf-8")

# What a program does before it is asked anything; then it answers rightly.
ODD: dict[str, str] = {
    "an alarm that rings": """
        import signal
        rung = []
        signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        signal.pause()
        assert rung
    """,
    "a signal to itself, handled": """
        import os, signal
        heard = []
        signal.signal(signal.SIGTERM, lambda *_: heard.append(1))
        os.kill(os.getpid(), signal.SIGTERM)
        assert heard
    """,
    "a signal to itself, ignored": """
        import os, signal
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.kill(os.getpid(), signal.SIGHUP)
    """,
    "a question whether it is alive": "import os\nos.kill(os.getpid(), 0)",
    "threads that end": """
        import threading
        done = []
        threads = [threading.Thread(target=done.append, args=(n,)) for n in range(10)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert sorted(done) == list(range(10))
    """,
    "a thread that goes on": """
        import threading
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    """,
    "a pool of threads": """
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(abs, range(-9, 1))) == 45
    """,
    "something to do at exit": "import atexit\natexit.register(print, 'bye')",
    "temporary files": """
        import tempfile
        with tempfile.TemporaryDirectory() as folder, open(folder + "/x", "w+b") as file:
            file.write(bytes(100_000))
        with tempfile.TemporaryFile() as file:
            file.write(b"x")
    """,
    "files beside itself": """
        import pathlib, shutil
        pathlib.Path("data").mkdir()
        pathlib.Path("data/a.txt").write_text("ä")
        shutil.copytree("data", "copy")
        pathlib.Path("copy/a.txt").rename("b.txt")
        shutil.rmtree("data")
        assert pathlib.Path("b.txt").read_text() == "ä"
    """,
    "logging": """
        import logging
        logging.basicConfig(level=logging.DEBUG)
        logging.getLogger("odd").warning("to stderr")
        logging.getLogger("odd").addHandler(logging.FileHandler("odd.log"))
        logging.getLogger("odd").error("to a file")
    """,
    "a database in a file": """
        import sqlite3
        with sqlite3.connect("x.db") as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("create table t (a)")
            connection.executemany("insert into t values (?)", [(n,) for n in range(100)])
        assert sqlite3.connect("x.db").execute("select sum(a) from t").fetchone() == (4950,)
    """,
    "a database in memory": """
        import sqlite3
        assert sqlite3.connect(":memory:").execute("select upper('a')").fetchone() == ("A",)
    """,
    "much output": "print('x' * 200_000)",
    "output without an end of line": "import sys\nsys.stderr.write('half a line')",
    "output that is no text": "import sys\nsys.stdout.buffer.write(bytes(range(256)))",
    "an event loop": """
        import asyncio
        async def later():
            await asyncio.sleep(0.01)
            return await asyncio.to_thread(lambda: 3)
        assert asyncio.run(later()) == 3
    """,
    "a program that may not be started": """
        import subprocess
        try:
            subprocess.run(["true"], check=True)
        except (OSError, subprocess.SubprocessError):
            pass
    """,
    "a network that may not be there": """
        import socket
        try:
            socket.create_connection(("127.0.0.1", 9), 0.2).close()
        except OSError:
            pass
    """,
    "randomness and time": """
        import random, secrets, time, uuid, zoneinfo, datetime
        assert random.random() < 1 and len(secrets.token_hex(8)) == 16 and uuid.uuid4() != uuid.uuid4()
        time.sleep(0.02)
        assert datetime.datetime.now(zoneinfo.ZoneInfo("Asia/Shanghai")).utcoffset().total_seconds() == 8 * 3600
    """,
    "deep recursion that ends": """
        import sys
        sys.setrecursionlimit(3_000)
        def depth(n):
            return n and 1 + depth(n - 1)
        assert depth(2_000) == 2_000
    """,
    "an exception that is handled": """
        try:
            {}["missing"]
        except KeyError as problem:
            print("odd:", problem)
    """,
    "its own name and folder": """
        import os, sys
        assert os.path.dirname(os.path.abspath(__file__)) == os.getcwd()
        assert __name__ == "app" and sys.argv[0] == "app.py"
    """,
}


@cache
def graded(level: Level) -> dict[str, Result]:
    """Grade every program at a level, in workers of its own."""
    exercise = Course(target.COURSE).load(target.EXERCISE)
    roles = prepare(exercise).roles
    sources = {f"odd: {name}": textwrap.dedent(act).strip() + "\n" + RIGHT for name, act in ODD.items()}
    if level is Level.NONE:
        sources |= {f"twin: {program.name}": _twin(program) for program in corpus.load() if program.runs_here}
    names = list(sources)
    with Pool(target.COURSE, level=level, workers=2) as pool:
        pool.add(
            GradingJob.of(
                from_files({"app.py": sources[name].encode()}, wanted=roles),
                number=number,
                exercise=exercise.id,
                seed=5,
            )
            for number, name in enumerate(names)
        )
        results = {names[job.number]: result for job, result in pool.results()}
    assert all(isinstance(result, Result) for result in results.values())
    return results  # type: ignore[return-value]


def _twin(program: corpus.Program) -> str:
    return corpus.fill(program.twin, dict.fromkeys(corpus.FACTS, "nothing-is-here-and-nobody-listens"))


def lost(result: Result) -> list[str]:
    """What became of the checks that were not passed, in words."""
    return [f"{check.id} {check.state}: {check.message}" for check in result.checks if check.state is not State.PASSED]


@pytest.mark.parametrize("level", [Level.STRONG, Level.LANDLOCK, Level.NONE], ids=str)
@pytest.mark.parametrize("name", ODD)
def test_an_odd_but_honest_program_has_full_marks_at_every_level(name: str, level: Level) -> None:
    """Signals, alarms, threads, files, databases, output: nothing that is honest costs a point anywhere."""
    require_level(level)

    assert lost(graded(level)[f"odd: {name}"]) == []


@pytest.mark.parametrize("program", corpus.load(), ids=lambda program: program.name)
def test_an_honest_twin_has_full_marks_without_isolation_too(program: corpus.Program) -> None:
    """What is honest behind walls is honest without them."""
    if not program.runs_here:
        pytest.skip(f"needs {program.needs}")

    assert lost(graded(Level.NONE)[f"twin: {program.name}"]) == []
