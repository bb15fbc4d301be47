"""What the tests of hand-ins share: the samples, their people, zips in memory and plans."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from grader.handins import ClassPlan, plan
from grader.handins.class_toml import ClassFile, ClassSpec
from grader.handins.roster import Person, Roster
from grader.submission.handin import Label, pack

SAMPLES = Path(__file__).parent / "samples"
ID, OTHER = "04-routing/02-converters", "05-forms/02-files"
IDS = ("01-start/01-hello", ID, "05-forms/01-rules", OTHER)


@cache
def roster() -> Roster:
    """Return the people of the samples."""
    people = json.loads((SAMPLES / "people.json").read_text(encoding="utf-8"))["people"]
    return Roster(people=tuple(map(_person, people)))


def _person(said: dict[str, Any]) -> Person:
    return Person(
        name=said["full"],
        number=said["sis"],
        email=said["email"],
        login=said["username"],
        ids={"canvas": str(said["canvas"])},
    )


def book(*people: Person) -> ClassFile:
    """Return a class.toml with these people, or with those of the samples."""
    return ClassFile(spec=ClassSpec(schema_version=1), roster=Roster(people=people) if people else roster())


def planned(path: Path, known: ClassFile | None = None, **options: str) -> ClassPlan:
    """Return the plan of a download of one exercise."""
    return plan(IDS, path, book=known, **({"exercise": ID} | options))


def work(made: ClassPlan) -> dict[str, list[str]]:
    """Return the names of everybody's files, by row."""
    found: dict[str, list[str]] = {}
    for job in made.jobs:
        found.setdefault(job.student, []).extend(entry.name for entry in job.files)
    return found


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """Return a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def handin(student: str = "", exercise: str = ID, source: bytes = b"app = 1\n") -> bytes:
    """Return what `grade handin` packs."""
    return pack({"app.py": source}, Label(exercise=exercise, student=student))


def spread(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder; a name with `/` at its end is a folder."""
    for name, content in files.items():
        place = folder / name
        (place if name.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            place.write_bytes(content)
    return folder


def unpacked(archive: Path, folder: Path) -> Path:
    """Unpack a sample as a teacher does."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder
