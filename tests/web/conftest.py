"""What judges pages: a browser, and two packages of npm; where one is missing a test is skipped, in CI it fails."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tests.report.pages import every_page
from tests.web.browser import Browser, find_browser

HERE = Path(__file__).parent


def missing(tool: str) -> NoReturn:
    text = f"{tool} is missing: apt-get install chromium nodejs npm"
    if os.environ.get("CI"):
        pytest.fail(text)
    pytest.skip(text)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all pages."""
    program = find_browser()
    if program is None:
        missing("Chromium")
    with Browser(program) as browser:
        yield browser


@pytest.fixture(scope="session")
def modules() -> Path:
    """The packages of `package-lock.json`, installed once and by one worker at a time; no code of theirs is run."""
    if not (shutil.which("node") and shutil.which("npm")):
        missing("node or npm")
    with (HERE / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed = HERE / "node_modules" / ".package-lock.json"
        if not installed.is_file() or installed.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(command, cwd=HERE, check=True, capture_output=True)
    return HERE / "node_modules"


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every kind of page."""
    return write_pages(every_page(), tmp_path_factory.mktemp("written"))


@pytest.fixture(scope="session")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same pages, but none leads on to another by itself: a browser stays where it was sent."""
    pages = {name: page.replace('http-equiv="refresh"', 'name="refresh"') for name, page in every_page().items()}
    return write_pages(pages, tmp_path_factory.mktemp("still"))


def write_pages(pages: dict[str, str], folder: Path) -> Path:
    for name, page in pages.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8", newline="")
    return folder
