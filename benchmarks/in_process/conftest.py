"""Runs an exercise's checks the way most graders do: one pytest, in one process with the student's code.

No wall, no isolation: what `benchmarks/grading.py` compares with, and no way to grade anybody. The submission is the
folder SUBMISSION, its application is ENTRY. Between checks the student's modules are imported anew and files that a check
has changed are written again: the nearest thing to fresh state that one process can give, and checks need it to pass.
"""

import os
import sys
from pathlib import Path

import pytest
from kit import Jail, files_of, go_to, seeded

WORK = Path(os.environ["SUBMISSION"])
FILES = files_of(WORK)


def pytest_configure(config):
    for mark in ("task(n)", "points(n)", "needs(name)", "shares(group)", "judges(rule)"):
        config.addinivalue_line("markers", mark)
    go_to(WORK)


def forget_submission():
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(str(WORK)):
            del sys.modules[name]
    for path, content in FILES.items():
        if path.read_bytes() != content:
            path.write_bytes(content)


@pytest.fixture
def jail():
    forget_submission()
    return Jail(WORK, os.environ["ENTRY"])


@pytest.fixture
def clean():
    return Jail(WORK, "")


@pytest.fixture
def client(jail):
    return jail.client()


@pytest.fixture
def rng(request):
    return seeded(request.node.name)
