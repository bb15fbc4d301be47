"""Names: which may take a role, and how they are shown."""

from __future__ import annotations

import tarfile
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.submission import Roles, from_files, take_in
from tests.submission.packing import ANYTHING, APP, pack_folder, refusal, refusal_of, save, tar_bytes, zip_bytes

pytestmark = pytest.mark.timeout(60)


BAD_NAMES = {
    "../x.py": "`../x.py` leads out of the submission",
    "a/../../x.py": "leads out of the submission",
    "..": "leads out of the submission",
    "/etc/passwd": "starts at the root of the disk",
    "//server/share": "starts at the root of the disk",
    "a\\b.py": "holds a backslash",
    "..\\x.py": "holds a backslash",
    "C:x.py": "as drive letters do",
    "C:/x.py": "as drive letters do",
    "app.py:stream": "as drive letters do",
    "app.py\0.txt": r"`app.py\x00.txt` holds invisible or control characters",
    "é.py\0.txt": r"`é.py\x00.txt` holds invisible or control characters",
    "a\nb.py": r"`a\x0ab.py` holds invisible",
    "a\x1b[2Jb.py": r"`a\x1b[2Jb.py` holds invisible",
    "\x85.py": r"`\x85.py` holds invisible",
    "exe\u202eyp.app": r"`exe\u202eyp.app` holds invisible",
    "app\u200b.py": r"`app\u200b.py` holds invisible",
    "a\u2028b": r"`a\u2028b` holds invisible",
    "a\U000e0041b": r"`a\U000e0041b` holds invisible",
    "a//b.py": "has an empty part",
    "a/./b.py": "has an empty part",
    "": "has an empty part",
    ".": "has an empty part",
    "app.py.": "ends in a dot or a space",
    "app.py ": "ends in a dot or a space",
    "folder./app.py": "ends in a dot or a space",
    "...": "ends in a dot or a space",
    "NUL": "is the name of a device on Windows",
    "static/aux.css": "is the name of a device on Windows",
    "a\udcffb.py": r"`a\xffb.py` is not valid UTF-8",
    "c\ud800d.py": r"`c\ud800d.py` is not valid UTF-8",
    "n" * 241: "is longer than 240 bytes",
    "é" * 121: "is longer than 240 bytes",
    "\u0958" * 60: "is longer than 240 bytes",  # 180 bytes that NFC turns into 360
    "1/2/3/4/5/6/7/8/9": "lies more than 8 levels deep",
}


@pytest.mark.parametrize("name", BAD_NAMES, ids=ascii)
def test_a_bad_name_is_refused_in_memory(name: str) -> None:
    """Each rule on names has its own words, and shows the name harmlessly."""
    refused = refusal_of({"app.py": b"", name: b""})

    assert BAD_NAMES[name] in refused.fact
    assert refused.hint


IN_ARCHIVES = [name for name in BAD_NAMES if name and "\ud800" not in name]


@pytest.mark.parametrize("name", [name for name in IN_ARCHIVES if "\udcff" not in name and "\\" not in name], ids=ascii)
def test_a_bad_name_is_refused_in_a_zip(tmp_path: Path, name: str) -> None:
    """A zip stores any name; the names that `zipfile` would repair are refused as they are stored."""
    info = zipfile.ZipInfo("app.py")
    info.filename = name  # past the constructor, which cuts at NUL

    assert BAD_NAMES[name] in refusal(save(tmp_path, zip_bytes([(info, b"")]))).fact


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
@pytest.mark.parametrize("name", [name for name in IN_ARCHIVES if "\0" not in name], ids=ascii)
def test_a_bad_name_is_refused_in_a_tar(tmp_path: Path, name: str, form: int) -> None:
    """A tar stores any name but NUL."""
    assert BAD_NAMES[name] in refusal(save(tmp_path, tar_bytes({name: b""}, form))).fact


def test_a_nul_in_a_pax_name_is_refused(tmp_path: Path) -> None:
    """A pax header can carry the NUL that a plain header cannot."""
    member = tarfile.TarInfo("x")
    member.pax_headers = {"path": "app.py\0.txt"}

    assert r"`app.py\x00.txt` holds" in refusal(save(tmp_path, tar_bytes([(member, b"")]))).fact


@pytest.mark.parametrize("name", [n for n in IN_ARCHIVES if not {"/", "\0"} & set(n) and len(n) < 200 and n.strip(".")])
def test_a_bad_name_is_refused_in_a_folder(tmp_path: Path, name: str) -> None:
    """What a Linux disk lets pass is still no good elsewhere."""
    (tmp_path / name).write_bytes(b"")

    assert BAD_NAMES[name] in refusal(tmp_path).fact


@pytest.mark.parametrize("name", [name for name in BAD_NAMES if name], ids=ascii)
def test_a_bad_name_without_a_role_is_only_listed(name: str) -> None:
    """What no exercise asks for may be called as it likes: it is shown harmlessly, and cut."""
    taken = from_files({"app.py": b"1", name: b""}, wanted=APP)

    assert taken.files == {"app.py": b"1"}
    assert len(taken.ignored) == 1
    assert taken.ignored[0].isprintable()
    assert len(taken.ignored[0]) < 500


def test_names_without_a_role_may_collide() -> None:
    """`README.md` beside `readme.md` is nobody's business, nor is a name that comes twice in another form."""
    strangers = ["README.md", "readme.md", "Docs/a", "docs/a", "e\u0301.txt", "\xe9.txt"]

    taken = from_files(dict.fromkeys(["app.py", *strangers], b""), wanted=APP)

    assert taken.files == {"app.py": b""}


@pytest.mark.parametrize("separators", [b"\\", b"/"])
def test_a_zip_of_windows_writes_folders_with_a_backslash(tmp_path: Path, separators: bytes) -> None:
    """It is understood as a folder, and told."""
    raw = zip_bytes({"templates/a.html": b"1"}).replace(b"templates/a.html", b"templates" + separators + b"a.html")

    taken = take_in(save(tmp_path, raw), wanted=Roles(student=("templates/a.html",)))

    assert taken.files == {"templates/a.html": b"1"}
    assert bool(taken.notes) is (separators == b"\\")


def test_a_zip_name_that_claims_utf8_and_is_not_is_refused(tmp_path: Path) -> None:
    """The flag for UTF-8 is a promise."""
    raw = zip_bytes({"né.py": b""}).replace("né.py".encode(), b"n\xff\xff.py")

    assert "not valid UTF-8" in refusal(save(tmp_path, raw)).fact


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_zip_made_by_macos_or_by_windows_in_china_keeps_its_names(tmp_path: Path, encoding: str) -> None:
    """Without the flag, names are read as UTF-8, else as GB 18030."""
    stored = "作业/app.py".encode(encoding)
    raw = zip_bytes({"x" * len(stored): b"1"}).replace(b"x" * len(stored), stored)

    assert take_in(save(tmp_path, raw), wanted=ANYTHING).files == {"作业/app.py": b"1"}


def test_a_zip_name_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    """Names are never guessed beyond that."""
    assert (
        r"`\xff.py` is not valid UTF-8"
        in refusal(save(tmp_path, zip_bytes({"x.py": b""}).replace(b"x.py", b"\xff.py"))).fact
    )


def test_a_long_name_is_shown_cut() -> None:
    """A message stays short whatever the name."""
    assert len(refusal_of({"n" * 100_000: b""}).fact) < 150


def test_a_backtick_cannot_end_the_quotes_of_a_message() -> None:
    """The student's word stays inside its backticks."""
    assert refusal_of({"a`b": b""}, APP).fact.endswith(r"came `a\x60b`")


def test_a_leading_dot_slash_is_taken_off(tmp_path: Path) -> None:
    """`tar -c .` writes `./` before every name, and a folder `./`."""
    top = tarfile.TarInfo("./")
    top.type = tarfile.DIRTYPE

    assert take_in(save(tmp_path, tar_bytes([(top, b""), ("./app.py", b"1")])), wanted=APP).files == {"app.py": b"1"}


def test_names_come_in_nfc() -> None:
    """macOS takes letters and accents apart; a template is found all the same."""
    name = "templates/über.html"

    assert from_files({unicodedata.normalize("NFD", name): b""}, wanted=ANYTHING).files == {name: b""}


COLLISIONS = {
    "case": ("app.py", "App.py", "`App.py` and `app.py` differ only in upper and lower case"),
    "case of a folder": ("Static/a.css", "static/b.css", "`Static` and `static` differ only in upper and lower case"),
    "accents": ("\xe9.py", "e\u0301.py", "`é.py` comes twice"),
    "case and accents": ("\xc9.py", "e\u0301.py", "differ only in upper and lower case"),
    "case that parts an accent": ("\u015b.py", "\u017f\u0301.py", "differ only in upper and lower case"),
    "spelling": ("app.py", "./app.py", "`app.py` comes twice"),
    "file and folder": ("blog", "blog/app.py", "`blog` is both a file and a folder"),
    "folder and file": ("blog/app.py", "blog", "`blog` is both a file and a folder"),
}


@pytest.mark.parametrize(("first", "second", "fact"), COLLISIONS.values(), ids=COLLISIONS.keys())
def test_names_that_collide_on_some_system_are_refused(tmp_path: Path, first: str, second: str, fact: str) -> None:
    """Two names that a careless file system takes for one are refused, both named."""
    path = save(tmp_path, tar_bytes(dict.fromkeys(sorted([first, second], key=[first, second].index), b"")))

    assert (
        fact in refusal(path).fact
        or fact.replace("`App.py` and `app.py`", "`app.py` and `App.py`") in refusal(path).fact
    )


@pytest.mark.parametrize("pack", [zip_bytes, tar_bytes])
def test_a_name_that_comes_twice_is_refused(tmp_path: Path, pack: Callable[..., bytes]) -> None:
    """Two files of one name: no one can say which is the submission."""
    assert refusal(save(tmp_path, pack([("app.py", b"1"), ("app.py", b"2")]))).fact == "`app.py` comes twice"


def test_case_matters_in_a_folder_too(tmp_path: Path) -> None:
    """A Linux folder can hold what a Mac cannot."""
    assert "differ only" in refusal(pack_folder(tmp_path, {"app.py": b"", "APP.py": b""})).fact
