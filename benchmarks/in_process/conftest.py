"""Runs an exercise's checks the way most graders do: in one process with the student's code.

No wall, no isolation, one process for all checks: what `benchmarks/grading.py` compares with, and no way
to grade anybody. The submission is the folder named by the environment variable SUBMISSION; the entry
comes from the exercise.toml beside the checks.
"""

import os
import random
import sys
import tomllib
import zlib
from pathlib import Path

import pytest
import werkzeug.test

from grader.guest.kit import ProbeKit, put_first_on_path
from grader.protocol.frames import plain

SUBMISSION = Path(os.environ["SUBMISSION"])
FILES = {path: path.read_bytes() for path in SUBMISSION.rglob("*") if path.is_file()}


def pytest_configure(config):
    for mark in ("task(n)", "points(n)", "needs(name)", "shares(group)"):
        config.addinivalue_line("markers", mark)
    put_first_on_path(SUBMISSION)
    os.chdir(SUBMISSION)


class InProcess:
    def __init__(self, kit):
        self.kit = kit

    def ask(self, probe, args, kwargs):
        return plain(self._run(probe, args, kwargs))

    def open(self, probe, args, kwargs):
        return InProcessApplication(self._run(probe, args, kwargs))

    def app(self, *args, **kwargs):
        return InProcessApplication(self.kit.app(*args, **kwargs))

    def client(self, **options):
        return self.app().client(**options)

    def _run(self, probe, args, kwargs):
        space = {}
        exec(compile(probe.source, f"<probe {probe.name}>", "exec"), space)
        return space[probe.name](self.kit, *plain(args), **plain(kwargs))


class InProcessApplication:
    def __init__(self, app):
        self.app = app

    def client(self, **options):
        return werkzeug.test.Client(self.app, **options)


def entry(request):
    toml = tomllib.loads((Path(request.path).parent.parent / "exercise.toml").read_text())
    return toml.get("app", {}).get("load", "")


def forget_submission():
    """The nearest thing to fresh state in one process."""
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(str(SUBMISSION)):
            del sys.modules[name]
    for path, content in FILES.items():
        if path.read_bytes() != content:  # a check that has changed it
            path.write_bytes(content)


def by_hand(load, check, wanted):
    """The fixtures a check asks for, where no pytest gives them."""
    forget_submission()
    jail = InProcess(ProbeKit(SUBMISSION, load))
    makers = {
        "jail": lambda: jail,
        "clean": lambda: InProcess(ProbeKit(SUBMISSION, "", runs_code=False)),
        "client": jail.client,
        "rng": lambda: seeded(check),
    }
    return {name: makers[name]() for name in wanted}


def seeded(check):
    return random.Random(zlib.crc32(f"{os.environ.get('SEED', '1')}:{check}".encode()))


@pytest.fixture
def jail(request):
    forget_submission()
    return InProcess(ProbeKit(SUBMISSION, entry(request)))


@pytest.fixture
def clean(request):
    return InProcess(ProbeKit(SUBMISSION, "", runs_code=False))


@pytest.fixture
def client(jail):
    return jail.client()


@pytest.fixture
def rng(request):
    return seeded(request.node.name)
