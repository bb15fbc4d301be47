"""What ships: the engine and the public half of the course, and nothing hidden."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from grader import __version__
from grader.course import Course, write_handout

ROOT = Path(__file__).parent.parent
_ENGINE = re.compile(r"grader/([a-z_]+/)*[A-Za-z_]+\.(py|html|css|js|toml)")
_META = re.compile(r"flask_course_grader-[^/]+\.dist-info/(METADATA|WHEEL|RECORD|entry_points\.txt|licenses/LICENSE)")
_PUBLIC = re.compile(
    r"exercises/[0-9a-z-]+/[0-9a-z-]+/"
    r"(exercise\.toml|README(\.zh)?\.md|hints(\.zh)?\.md|starter/.+|checks/test_examples\.py)|course\.toml|README\.md"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and an sdist of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> dict[str, bytes]:
    """The files of the wheel."""
    (file,) = built.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def sdist(built: Path) -> dict[str, bytes]:
    """The files of the sdist, without the folder that wraps them."""
    (file,) = built.glob("*.tar.gz")
    with tarfile.open(file) as archive:
        files = {member.name: archive.extractfile(member) for member in archive.getmembers() if member.isfile()}
        return {name.partition("/")[2]: file.read() for name, file in files.items() if file}


@pytest.fixture(scope="module")
def hidden() -> dict[str, bytes]:
    """What must not ship: hidden checks, solutions, hostile programs; empty files are the same everywhere."""
    exercises = [path for path in (ROOT / "exercises").rglob("checks/*.py") if path.name != "test_examples.py"]
    places = [ROOT / "solutions", ROOT / "tests"]
    files = [*exercises, *(path for place in places for path in place.rglob("*") if path.is_file())]
    texts = {str(path.relative_to(ROOT)): path.read_bytes() for path in files if path.suffix != ".pyc"}
    return {name: text for name, text in texts.items() if text.strip()}


def test_a_wheel_is_the_whitelist(wheel: dict[str, bytes]) -> None:
    """Modules and pages of the engine, the public half of the course, the metadata, and no other file."""
    public = {name for name in wheel if name.startswith("grader/_course/")}
    strange = {name for name in public if not _PUBLIC.fullmatch(name.removeprefix("grader/_course/"))}
    strange |= {name for name in wheel.keys() - public if not (_ENGINE.fullmatch(name) or _META.fullmatch(name))}

    assert strange == set()
    assert "grader/cli/__init__.py" in wheel


def test_the_course_in_a_wheel_is_the_handout(wheel: dict[str, bytes], tmp_path: Path) -> None:
    """Byte for byte what `grade handout` writes."""
    write_handout(Course(ROOT), tmp_path / "kit")
    kit = {path.relative_to(tmp_path / "kit").as_posix(): path.read_bytes() for path in _files(tmp_path / "kit")}

    inside = {name.removeprefix("grader/_course/"): text for name, text in wheel.items() if "/_course/" in name}

    assert inside == kit


def test_an_sdist_is_the_whitelist(sdist: dict[str, bytes]) -> None:
    """What a wheel can be built from again, and no hidden half."""
    known = re.compile(r"(pyproject\.toml|README\.md|CHANGELOG\.md|LICENSE|PKG-INFO|\.gitignore|\.ci/build_hook\.py)")
    strange = {
        name for name in sdist if not (_ENGINE.fullmatch(name) or _PUBLIC.fullmatch(name) or known.fullmatch(name))
    }

    assert strange == set()


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_nothing_hidden_ships(kind: str, hidden: dict[str, bytes], request: pytest.FixtureRequest) -> None:
    """No hidden check, answer or hostile program is inside, under whatever name."""
    shipped = set(request.getfixturevalue(kind).values())
    starters = {path.read_bytes() for path in (ROOT / "exercises").rglob("starter/**/*") if path.is_file()}

    leaked = [name for name, text in hidden.items() if text in shipped - starters]

    assert len(hidden) > 500
    assert leaked == []


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `grade` of an environment in which the wheel alone was installed."""
    place = tmp_path_factory.mktemp("environment")
    (file,) = built.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, timeout=200)
    pip = [place / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", file]
    subprocess.run(list(map(str, pip)), check=True, timeout=400)
    return place / "bin/grade"


def grade(installed: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Type a command of the installed package."""
    return subprocess.run([str(installed), *words], cwd=cwd, capture_output=True, text=True, timeout=200)


def test_an_installed_package_serves_a_student(installed: Path, tmp_path: Path) -> None:
    """List, start and run on the visible examples, without a checkout anywhere."""
    listed = grade(installed, "list", "--json", cwd=tmp_path)
    first = json.loads(listed.stdout)[0]["id"]

    started = grade(installed, "start", first, "mine", cwd=tmp_path)
    ran = grade(installed, "run", "mine", "--json", cwd=tmp_path)

    assert started.returncode == 0, started.stderr
    result = json.loads(ran.stdout)
    assert (result["exercise"], result["max_score"], result["grader_version"]) == (first, 0, __version__)
    assert [check["max_points"] for check in result["checks"]] == [0] * len(result["checks"]) != []


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
