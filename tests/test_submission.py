"""The intake: what a stranger packed becomes `{name: bytes}`, or is refused in words."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import socket
import stat
import struct
import tarfile
import tempfile
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.errors import ExerciseError, SubmissionRefused, UsageError
from grader.submission import IntakeLimits, Roles, Submission, folder, from_files, take_in

pytestmark = pytest.mark.timeout(60)

APP = Roles(student=("app.py",))
ANYTHING = Roles(student=("**",))
SMALL = IntakeLimits(files=3, file_bytes=100, total_bytes=200, depth=3, name_bytes=20, entries=10)
HONEST = {"app.py": b"app = 1\n", "templates/index.html": b"<p>hi</p>", "notes.txt": b""}

Packer = Callable[[Path, Mapping[str, bytes]], Path]


def pack_folder(at: Path, files: Mapping[str, bytes]) -> Path:
    root = Path(tempfile.mkdtemp(dir=at))
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def zip_bytes(files: Mapping[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]], method: int = 8) -> bytes:
    buffer = io.BytesIO()
    pairs = list(files.items()) if isinstance(files, Mapping) else files
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # zipfile warns of the duplicates that tests make on purpose
        for name, data in pairs:
            archive.writestr(name, data)
    return buffer.getvalue()


def tar_bytes(
    files: Mapping[str, bytes] | list[tuple[str | tarfile.TarInfo, bytes]], form: int = tarfile.PAX_FORMAT
) -> bytes:
    buffer = io.BytesIO()
    pairs = list(files.items()) if isinstance(files, Mapping) else files
    with tarfile.open(fileobj=buffer, mode="w", format=form, encoding="utf-8") as archive:
        for name, data in pairs:
            member = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def save(at: Path, data: bytes, name: str = "homework") -> Path:
    path = at / name
    path.write_bytes(data)
    return path


def pack_zip(at: Path, files: Mapping[str, bytes]) -> Path:
    return save(at, zip_bytes(files))


def tar_packer(compress: Callable[[bytes], bytes], form: int = tarfile.PAX_FORMAT) -> Packer:
    return lambda at, files: save(at, compress(tar_bytes(files, form)))


PACKERS: dict[str, Packer] = {
    "folder": pack_folder,
    "zip": pack_zip,
    "tar": tar_packer(bytes),
    "tar, ustar": tar_packer(bytes, tarfile.USTAR_FORMAT),
    "tar, gnu": tar_packer(bytes, tarfile.GNU_FORMAT),
    "tar.gz": tar_packer(gzip.compress),
    "tar.bz2": tar_packer(bz2.compress),
    "tar.xz": tar_packer(lzma.compress),
}
every_source = pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())
every_archive = pytest.mark.parametrize("pack", list(PACKERS.values())[1:], ids=list(PACKERS)[1:])


def refusal(path: Path, wanted: Roles = ANYTHING, limits: IntakeLimits | None = None) -> SubmissionRefused:
    with pytest.raises(SubmissionRefused) as caught:
        take_in(path, wanted=wanted, limits=limits or IntakeLimits())
    return caught.value


def refusal_of(files: Mapping[str, bytes], wanted: Roles = ANYTHING) -> SubmissionRefused:
    with pytest.raises(SubmissionRefused) as caught:
        from_files(dict(files), wanted=wanted)
    return caught.value


# --- sources ------------------------------------------------------------------------------------


@every_source
def test_every_source_gives_the_same_submission(tmp_path: Path, pack: Packer) -> None:
    """A folder, a zip and every kind of tar of the same files are one submission."""
    taken = take_in(pack(tmp_path, HONEST), wanted=ANYTHING)

    assert taken == from_files(HONEST, wanted=ANYTHING)


@every_source
def test_long_and_foreign_names_survive_every_source(tmp_path: Path, pack: Packer) -> None:
    """A name beyond the 100 bytes of a tar header and one in Chinese come as they are."""
    files = {"static/" + "n" * 90 + "/style.css": b"1", "templates/首页.html": b"2"}

    assert take_in(pack(tmp_path, files), wanted=ANYTHING).files == files


@every_source
def test_a_wrapping_folder_is_taken_off_whatever_the_source(tmp_path: Path, pack: Packer) -> None:
    """A folder in the folder does not matter."""
    path = pack(tmp_path, {"ada/code/app.py": b"1", "ada/code/README.md": b"2"})

    assert take_in(path, wanted=APP).files == {"app.py": b"1"}


@every_source
def test_an_empty_submission_is_refused_with_what_was_expected(tmp_path: Path, pack: Packer) -> None:
    """Nothing at all is a submission without `app.py`."""
    assert refusal(pack(tmp_path, {}), APP).fact == "`app.py` is missing: expected `app.py`; came nothing"


@every_source
def test_contents_are_never_looked_at(tmp_path: Path, pack: Packer) -> None:
    """Bytes that are no UTF-8 and no Python come through unchanged."""
    files = {"app.py": bytes(range(256))}

    assert take_in(pack(tmp_path, files), wanted=APP).files == files


def test_the_kind_of_archive_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    """A zip that calls itself a tar is still a zip."""
    path = save(tmp_path, zip_bytes(HONEST), "homework.tar.gz")

    assert take_in(path, wanted=APP).files == {"app.py": HONEST["app.py"]}


@pytest.mark.parametrize(
    "data", [b"", b"app = 1\n", b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c", gzip.compress(b"hello", mtime=0)]
)
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    """The refusal names the file and the three things that are taken."""
    refused = refusal(save(tmp_path, data, "homework.rar"))

    assert refused.fact == "`homework.rar` is neither a folder nor a zip nor a tar archive"
    assert "zip" in refused.hint


def test_a_path_that_does_not_exist_is_the_users_mistake(tmp_path: Path) -> None:
    """A missing path is a usage error that repeats the user's word."""
    with pytest.raises(UsageError, match=r"`.*nowhere` does not exist"):
        take_in(tmp_path / "nowhere", wanted=APP)


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000])
def test_a_path_that_cannot_exist_is_the_users_mistake(path: str) -> None:
    """A NUL or an endless name in the path is a usage error, not a crash."""
    with pytest.raises(UsageError):
        take_in(path, wanted=APP)


def test_a_pipe_as_path_is_the_users_mistake_and_does_not_hang(tmp_path: Path) -> None:
    """A FIFO in place of an archive is never waited for."""
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(UsageError, match="neither a folder nor a file"):
        take_in(tmp_path / "pipe", wanted=APP)


def test_a_path_given_as_text_works(tmp_path: Path) -> None:
    """`take_in` takes a string as well as a `Path`."""
    assert take_in(str(pack_folder(tmp_path, HONEST)), wanted=APP).files.keys() == {"app.py"}


def test_the_path_the_user_names_may_be_a_link(tmp_path: Path) -> None:
    """Links are refused inside a submission, not in the user's own word."""
    (tmp_path / "link").symlink_to(pack_folder(tmp_path, HONEST))

    assert take_in(tmp_path / "link", wanted=APP).files.keys() == {"app.py"}


# --- names --------------------------------------------------------------------------------------

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


@pytest.mark.parametrize("name", [name for name in IN_ARCHIVES if "\udcff" not in name], ids=ascii)
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


def test_a_bad_folder_name_is_refused_although_it_holds_nothing(tmp_path: Path) -> None:
    """A folder entry that leads out is a sign of a hostile archive."""
    assert "leads out" in refusal(save(tmp_path, zip_bytes({"app.py": b"", "../evil/": b""}))).fact


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


# --- rubbish ------------------------------------------------------------------------------------

RUBBISH = [
    "__pycache__/app.cpython-311.pyc",
    "blog/__pycache__/x.py",
    "old.pyc",
    ".DS_Store",
    "__MACOSX/._app.py",
    "templates/._index.html",
    ".git/config",
    ".venv/lib/flask.py",
    "venv/lib/flask.py",
    ".idea/x.xml",
    ".vscode/settings.json",
    "node_modules/a/b/c/d/e/f/g/h/i/j.js",
    ".grade-cache/x",
    ".pytest_cache/v/x",
    "app.py~",
    ".app.py.swp",
    "Icon\r",
]


@every_source
def test_what_editors_and_systems_leave_behind_is_skipped_in_silence(tmp_path: Path, pack: Packer) -> None:
    """Rubbish is neither kept nor listed, nor counted against the caps."""
    path = pack(tmp_path, {"app.py": b"1"} | dict.fromkeys(RUBBISH, b"x" * 300))

    taken = take_in(path, wanted=ANYTHING, limits=IntakeLimits(files=1, total_bytes=1))

    assert (taken.files, taken.ignored) == ({"app.py": b"1"}, ())


def test_rubbish_is_skipped_in_memory_too() -> None:
    """`from_files` applies the same rule."""
    assert from_files({"app.py": b""} | dict.fromkeys(RUBBISH, b""), wanted=ANYTHING).files == {"app.py": b""}


@pytest.mark.parametrize(
    "name", ["pycache/x", "my.DS_Store", "a.pyc.txt", "gitignore", ".env", ".flaskenv", "upgrade.py"]
)
def test_what_only_resembles_rubbish_is_kept(name: str) -> None:
    """The list means whole parts of a name."""
    assert name in from_files({name: b"", "app.py": b""}, wanted=ANYTHING).files


def test_what_lies_in_rubbish_is_not_counted_in_a_folder(tmp_path: Path) -> None:
    """A virtual environment of thousands of files is not even listed."""
    root = pack_folder(tmp_path, {"app.py": b""} | {f".venv/lib/{n}.py": b"" for n in range(20)})

    assert take_in(root, wanted=APP, limits=SMALL).files == {"app.py": b""}


def test_rubbish_is_not_read_at_all(tmp_path: Path) -> None:
    """A link, a pipe and a locked folder do no harm inside rubbish."""
    root = pack_folder(tmp_path, {"app.py": b"", ".venv/bin/x": b""})
    (root / ".venv/bin/python").symlink_to("/usr/bin/python3")
    os.mkfifo(root / ".venv/pipe")
    (root / ".git").symlink_to("/")

    assert take_in(root, wanted=APP).ignored == ()


def test_a_link_in_an_archived_venv_is_no_reason_to_refuse(tmp_path: Path) -> None:
    """A `.venv` is full of links; it is skipped before anyone looks."""
    path = save(tmp_path, tar_bytes([("app.py", b""), (odd_member(tarfile.SYMTYPE, ".venv/bin/python"), b"")]))

    assert take_in(path, wanted=APP).files == {"app.py": b""}


@pytest.mark.timeout(20)
def test_names_of_megabytes_cost_no_time(tmp_path: Path) -> None:
    """No name is searched for rubbish beyond what editors write."""
    path = save(tmp_path, gzip.compress(tar_bytes({"a/" * 2_000_000 + "x": b""}, tarfile.GNU_FORMAT)))

    assert "is longer than 240 bytes" in refusal(path).fact


@pytest.mark.timeout(20)
def test_accents_without_end_cost_no_time(tmp_path: Path) -> None:
    """Unicode's normal forms take quadratic time, so length is judged first."""
    path = save(tmp_path, gzip.compress(tar_bytes({"a" + "\u0301\u0323" * 1_000_000: b""}, tarfile.GNU_FORMAT)))

    assert "is longer than 240 bytes" in refusal(path).fact


# --- caps ---------------------------------------------------------------------------------------


@every_source
def test_the_caps_themselves_are_allowed(tmp_path: Path, pack: Packer) -> None:
    """A submission that fills every cap exactly is taken in."""
    files = {"a/b/c.py": b"x" * 100, "d.py": b"y" * 100, "n" * 20: b""}

    assert take_in(pack(tmp_path, files), wanted=ANYTHING, limits=SMALL).files == files


@every_source
def test_a_file_too_many_is_refused(tmp_path: Path, pack: Packer) -> None:
    """The number of files is capped."""
    path = pack(tmp_path, {f"{n}.py": b"" for n in range(4)})

    assert refusal(path, limits=SMALL).fact == "the submission holds more than 3 files"


@every_source
def test_a_file_too_large_is_refused_by_name(tmp_path: Path, pack: Packer) -> None:
    """The size of a file is capped, the file is named, the limit is told."""
    refused = refusal(pack(tmp_path, {"app.py": b"", "data.csv": os.urandom(256 * 1024 + 1)}))

    assert refused.fact == "`data.csv` is larger than 256 KiB"
    assert "leave out" in refused.hint


@every_source
def test_too_much_in_all_is_refused(tmp_path: Path, pack: Packer) -> None:
    """The sum of the files is capped."""
    path = pack(tmp_path, {"a.py": b"x" * 100, "b.py": b"x" * 100, "c.py": b"x"})

    assert refusal(path, limits=SMALL).fact == "the submission holds more than 200 bytes in all"


def test_the_default_caps_are_those_of_the_docs() -> None:
    """100 files, 256 KiB each, 1 MiB in all, 8 levels."""
    limits = IntakeLimits()

    assert (limits.files, limits.file_bytes, limits.total_bytes, limits.depth) == (100, 2**18, 2**20, 8)


def test_caps_hold_in_memory_too() -> None:
    """`from_files` applies the same caps."""
    with pytest.raises(SubmissionRefused, match="1 MiB in all"):
        from_files({f"{n}.py": b"x" * 2**18 for n in range(5)}, wanted=ANYTHING)


def zip_with_records(files: Mapping[str, bytes], count: int) -> bytes:
    """Return a zip whose list names its one file, `0000`, under as many other names."""
    raw = zip_bytes(files)
    central, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    records = b"".join(raw[central:end].replace(b"0000", b"%04x" % (n % 65536)) for n in range(count))
    shown = min(count, 0xFFFF)
    return (
        raw[:central] + records + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, shown, shown, len(records), central, 0)
    )


HUNDRED_THOUSAND = {
    "zip": zip_with_records({"0000": b""}, 100_000),
    "tar": gzip.compress(tar_bytes({"f/": b""})[:512] * 100_000 + bytes(1024)),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("raw", HUNDRED_THOUSAND.values(), ids=HUNDRED_THOUSAND.keys())
def test_a_hundred_thousand_entries_are_refused(tmp_path: Path, raw: bytes) -> None:
    """Entries are counted even if they are all folders, and before a zip's list is built."""
    refused = refusal(save(tmp_path, raw), limits=IntakeLimits(unpacked_bytes=2**30))

    assert refused.fact == "the submission holds more than 10000 files and folders"


def test_too_many_folders_in_a_folder_are_refused(tmp_path: Path) -> None:
    """Empty folders count too."""
    for number in range(11):
        (tmp_path / f"f{number}").mkdir()

    assert "more than 10 files and folders" in refusal(tmp_path, limits=SMALL).fact


def test_too_many_rubbish_files_in_one_folder_are_refused(tmp_path: Path) -> None:
    """A folder is listed no further than the cap, and never half."""
    root = pack_folder(tmp_path, {f"{n}.pyc": b"" for n in range(10)} | {"app.py": b""})

    assert "more than 10 files and folders" in refusal(root, limits=SMALL).fact


def test_an_endless_chain_of_folders_is_refused(tmp_path: Path) -> None:
    """The walk stops at the cap on depth, whether or not a file lies at the end."""
    (tmp_path / "/".join("d" * 50)).mkdir(parents=True)

    assert refusal(tmp_path).fact == "`d/d/d/d/d/d/d/d/d` lies more than 8 levels deep"


def test_an_archive_too_large_is_refused(tmp_path: Path) -> None:
    """The archive itself is capped before it is opened."""
    path = save(tmp_path, zip_bytes(HONEST), "h.zip")

    assert refusal(path, limits=IntakeLimits(archive_bytes=64)).fact == "`h.zip` is larger than 64 bytes"


# --- bombs --------------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    """A file that swells a thousandfold is read no further than its cap."""
    path = save(tmp_path, zip_bytes({"app.py": bytes(100 * 2**20)}))

    assert refusal(path).fact == "`app.py` is larger than 256 KiB"


def test_many_small_bombs_are_refused_by_ratio(tmp_path: Path) -> None:
    """Files below their cap that swell together are measured against the archive."""
    path = save(tmp_path, zip_bytes({f"{n}.py": bytes(200_000) for n in range(5)}))

    assert refusal(path).fact == "the archive unpacks to more than 100 times its size"


def test_a_small_file_may_shrink_as_much_as_it_likes(tmp_path: Path) -> None:
    """The ratio is no reason to refuse a few honest kilobytes."""
    files = {"app.py": b"\n" * 60_000}

    assert take_in(save(tmp_path, zip_bytes(files)), wanted=APP).files == files


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("name", ["app.py", "__pycache__/x"])
def test_a_tar_bomb_is_refused_even_in_rubbish(tmp_path: Path, name: str, compress: Callable[[bytes], bytes]) -> None:
    """A tar has to be unpacked to be read, so what it unpacks to is capped as a whole."""
    path = save(tmp_path, compress(tar_bytes({name: bytes(64 * 2**20)})), "bomb")

    assert refusal(path).fact == "`bomb` unpacks to more than 32 MiB"


def test_a_tar_of_small_bombs_is_refused_by_ratio(tmp_path: Path) -> None:
    """The ratio holds for tars too."""
    path = save(tmp_path, lzma.compress(tar_bytes({f"{n}.py": bytes(200_000) for n in range(5)})))

    assert "100 times its size" in refusal(path).fact


def with_declared_size(raw: bytes, size: int, crc: int | None = None) -> bytes:
    """Return a zip of one file whose headers, both of them, declare another size (and checksum)."""
    lying = bytearray(raw)
    central = raw.index(b"PK\x01\x02")
    struct.pack_into("<L", lying, 22, size)
    struct.pack_into("<L", lying, central + 24, size)
    if crc is not None:
        struct.pack_into("<L", lying, 14, crc)
        struct.pack_into("<L", lying, central + 16, crc)
    return bytes(lying)


def test_a_zip_that_declares_less_than_it_holds_is_damaged(tmp_path: Path) -> None:
    """A bomb that claims ten bytes is read for ten bytes, and its checksum fails."""
    raw = with_declared_size(zip_bytes({"app.py": bytes(50 * 2**20)}), 10)

    assert "is damaged" in refusal(save(tmp_path, raw)).fact


def test_a_zip_that_lies_about_size_and_checksum_gains_nothing(tmp_path: Path) -> None:
    """With a checksum to match, the ten bytes are the file."""
    raw = with_declared_size(zip_bytes({"app.py": bytes(50 * 2**20)}), 10, zlib.crc32(bytes(10)))

    assert take_in(save(tmp_path, raw), wanted=APP).files == {"app.py": bytes(10)}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_that_declares_more_than_it_holds_is_damaged(tmp_path: Path, method: int) -> None:
    """Declared sizes are not trusted in either direction."""
    raw = with_declared_size(zip_bytes({"app.py": b"hello"}, method), 0x7FFFFFFF)

    assert "is damaged" in refusal(save(tmp_path, raw)).fact


def test_many_names_for_one_body_in_a_zip_are_damaged(tmp_path: Path) -> None:
    """An overlapping bomb needs headers that disagree about the name."""
    assert "is damaged" in refusal(save(tmp_path, zip_with_records({"0000": bytes(200_000)}, 90))).fact


def test_files_that_overlap_in_a_zip_are_each_measured(tmp_path: Path) -> None:
    """One entry that lies within another is read twice and counts twice, or is damaged (newer Pythons)."""
    inner = zip_bytes({"in.py": b"x" * 90}, zipfile.ZIP_STORED)
    outer = zip_bytes({"out.py": inner[: inner.index(b"PK\x01\x02")]}, zipfile.ZIP_STORED)
    list_at, inner_at = outer.rindex(b"PK\x01\x02"), outer.index(b"PK", 4)
    record = bytearray(inner[inner.index(b"PK\x01\x02") : inner.index(b"PK\x05\x06")])
    struct.pack_into("<L", record, 42, inner_at)
    records = outer[list_at : outer.rindex(b"PK\x05\x06")] + bytes(record)
    raw = outer[:list_at] + records + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(records), list_at, 0)

    fact = refusal(save(tmp_path, raw), limits=IntakeLimits(total_bytes=150)).fact

    assert fact == "the submission holds more than 150 bytes in all" or "is damaged" in fact


def test_an_archive_in_an_archive_is_just_a_file(tmp_path: Path) -> None:
    """Nested zips are never opened; the student is told to unpack."""
    refused = refusal(save(tmp_path, zip_bytes({"homework.zip": zip_bytes(HONEST)})), APP)

    assert refused.fact == "`app.py` is missing: expected `app.py`; came `homework.zip`"
    assert refused.hint == "unpack the archive and hand in the files that are in it"


# --- zips that are odd or broken ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "word"), [(stat.S_IFLNK, "a link"), (stat.S_IFIFO, "oddity"), (stat.S_IFCHR, "oddity")]
)
def test_a_zip_entry_that_is_no_plain_file_is_refused(tmp_path: Path, kind: int, word: str) -> None:
    """A link in a zip is an ordinary file with a flag; the flag is seen."""
    info = zipfile.ZipInfo("templates")
    info.external_attr = (kind | 0o777) << 16

    fact = refusal(save(tmp_path, zip_bytes([("app.py", b""), (info, b"/etc")]))).fact

    assert fact.startswith("`templates` is ")
    assert word in fact


def test_a_zip_made_on_windows_has_no_kinds_and_is_fine(tmp_path: Path) -> None:
    """Without Unix modes an entry is a plain file."""
    info = zipfile.ZipInfo("app.py")
    info.create_system, info.external_attr = 0, 0x20

    assert take_in(save(tmp_path, zip_bytes([(info, b"1")])), wanted=APP).files == {"app.py": b"1"}


def test_an_encrypted_zip_is_refused_in_clear_words(tmp_path: Path) -> None:
    """A password is named as the reason."""
    raw = bytearray(zip_bytes({"app.py": b"1"}))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1

    refused = refusal(save(tmp_path, bytes(raw), "homework.zip"))

    assert refused.fact == "`homework.zip` is encrypted: it asks for a password"
    assert "without a password" in refused.hint


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bounds_are_refused(tmp_path: Path, method: int) -> None:
    """Only stored and deflated entries can be read bit by bit."""
    assert "a method that is not read here" in refusal(save(tmp_path, zip_bytes({"app.py": b"1"}, method))).fact


def test_a_zip_whose_two_headers_disagree_about_the_name_is_damaged(tmp_path: Path) -> None:
    """The list says `app.py`, the entry says something else."""
    raw = zip_bytes({"app.py": b"1"}).replace(b"app.py", b"bpp.py", 1)

    assert "is damaged" in refusal(save(tmp_path, raw)).fact


def test_a_zip_that_was_cut_off_is_damaged(tmp_path: Path) -> None:
    """Half an upload is refused, with a way out."""
    refused = refusal(save(tmp_path, zip_bytes(HONEST)[:-30], "homework.zip"))

    assert refused.fact == "`homework.zip` is damaged: its list of files cannot be read"
    assert refused.hint


def test_a_zip_with_a_wrong_checksum_is_damaged(tmp_path: Path) -> None:
    """A flipped bit in the contents is noticed."""
    raw = zip_bytes({"app.py": b"hello"}, zipfile.ZIP_STORED).replace(b"hello", b"hellp")

    assert "is damaged: a file in it cannot be unpacked" in refusal(save(tmp_path, raw)).fact


# --- tars that are odd or broken ----------------------------------------------------------------


def odd_member(kind: bytes, name: str = "templates") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    return member


ODD_KINDS = {
    "link": (tarfile.SYMTYPE, "a link"),
    "hard link": (tarfile.LNKTYPE, "a link"),
    "character device": (tarfile.CHRTYPE, "a device"),
    "block device": (tarfile.BLKTYPE, "a device"),
    "pipe": (tarfile.FIFOTYPE, "a pipe"),
    "sparse": (tarfile.GNUTYPE_SPARSE, "a sparse file"),
    "unknown": (b"Z", "something special"),
}


@pytest.mark.parametrize(("kind", "word"), ODD_KINDS.values(), ids=ODD_KINDS.keys())
def test_a_tar_member_that_is_no_plain_file_is_refused(tmp_path: Path, kind: bytes, word: str) -> None:
    """Links, devices, pipes and sparse files are refused by name."""
    path = save(tmp_path, tar_bytes([("app.py", b""), (odd_member(kind), b"")]))

    assert refusal(path).fact == f"`templates` is {word}, not a plain file"


@pytest.mark.parametrize("key", ["GNU.sparse.major", "GNU.sparse.map", "size"])
def test_a_pax_header_that_changes_the_size_is_refused(tmp_path: Path, key: str) -> None:
    """Sparse files of the modern kind hide behind a plain type."""
    member = tarfile.TarInfo("app.py")
    member.pax_headers = {key: "1"}

    assert "a sparse or huge file" in refusal(save(tmp_path, tar_bytes([(member, b"")]))).fact


def test_harmless_pax_headers_are_fine(tmp_path: Path) -> None:
    """macOS writes its attributes there, git a comment for all."""
    member = tarfile.TarInfo("app.py")
    member.pax_headers = {"LIBARCHIVE.xattr.com.apple.provenance": "AQAC\n=", "mtime": "1.5"}
    raw = tar_bytes([(odd_member(tarfile.XGLTYPE, "pax_global_header"), b"14 comment=ab\n"), (member, b"1")])

    assert take_in(save(tmp_path, raw), wanted=APP).files == {"app.py": b"1"}


def with_header(raw: bytes, at: int, field: bytes) -> bytes:
    """Return a tar whose first header holds another field, and a checksum to match."""
    header = bytearray(raw[:512])
    header[at : at + len(field)] = field
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + raw[512:]


@pytest.mark.parametrize(
    "size", [b"-0000000001\0", b"\xff" * 12, b"\x80" + b"\0" * 10 + b"\x01", b"0x10\0", b"1_0\0", b"9\0"]
)
def test_a_tar_with_a_size_that_is_no_octal_number_is_damaged(tmp_path: Path, size: bytes) -> None:
    """Negative sizes make other readers loop for ever."""
    path = save(tmp_path, with_header(tar_bytes({"app.py": b""}), 124, size))

    assert "is damaged: a header in it is broken" in refusal(path).fact


def test_a_tar_that_declares_more_than_it_holds_is_damaged(tmp_path: Path) -> None:
    """A size beyond the end of the archive is noticed before anything is read."""
    path = save(tmp_path, with_header(tar_bytes({"app.py": b"1"}), 124, b"77777777777\0"))

    assert "is damaged: it ends too early" in refusal(path).fact


@pytest.mark.parametrize("kept_bytes", [513, 1024, 1100])
def test_a_tar_that_was_cut_off_is_damaged(tmp_path: Path, kept_bytes: int) -> None:
    """A tar without its end may lack files."""
    assert "is damaged: it ends too early" in refusal(save(tmp_path, tar_bytes({"app.py": b"1"})[:kept_bytes])).fact


def test_a_tar_with_a_broken_header_further_on_is_damaged(tmp_path: Path) -> None:
    """Every header's checksum is checked."""
    raw = tar_bytes({"a.py": b"", "b.py": b""}).replace(b"b.py", b"c.py")

    assert "is damaged: a header in it is broken" in refusal(save(tmp_path, raw)).fact


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_tar_that_was_cut_off_is_damaged(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    """Half a download is refused in clear words."""
    raw = compress(tar_bytes({"app.py": os.urandom(5000)}))

    assert refusal(save(tmp_path, raw[:-20], "h.tar")).fact == "`h.tar` is damaged: it ends too early"


@pytest.mark.parametrize("start", [b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\x00"])
def test_a_compressed_tar_of_nonsense_is_damaged(tmp_path: Path, start: bytes) -> None:
    """A right beginning and a wrong rest are refused."""
    assert "is damaged: it cannot be unpacked" in refusal(save(tmp_path, start + b"?" * 100)).fact


@pytest.mark.parametrize("records", [b"9999 path=x\n", b"x path=x\n", b"9 path=xy", b"3 a=", b"0 path=x\n", b"5\n"])
def test_a_broken_pax_header_is_damaged(tmp_path: Path, records: bytes) -> None:
    """Lengths in a pax header are checked against what is there."""
    raw = tar_bytes([(odd_member(tarfile.XHDTYPE), records), ("app.py", b"")])

    assert "is damaged: a header in it is broken" in refusal(save(tmp_path, raw)).fact


@pytest.mark.timeout(20)
def test_a_pax_header_of_megabytes_costs_no_time(tmp_path: Path) -> None:
    """Pax headers are read in linear time."""
    raw = tar_bytes([(odd_member(tarfile.XHDTYPE), b"6 a=1\n" * 500_000 + b"9" * 9_000_000), ("app.py", b"")])

    assert "is damaged" in refusal(save(tmp_path, gzip.compress(raw))).fact


def test_a_folder_in_a_tar_from_before_posix_is_a_folder(tmp_path: Path) -> None:
    """Type NUL and a slash at the end."""
    old = with_header(tar_bytes([("blog/", b""), ("blog/app.py", b"1")]), 156, b"\0")

    assert take_in(save(tmp_path, old), wanted=APP).files == {"app.py": b"1"}


def test_a_size_declared_by_what_has_no_contents_is_passed_over(tmp_path: Path) -> None:
    """A folder with a size does not swallow the file behind it."""
    raw = with_header(tar_bytes([(odd_member(tarfile.DIRTYPE, "blog"), b""), ("blog/app.py", b"1")]), 124, b"1000\0")

    assert take_in(save(tmp_path, raw), wanted=APP).files == {"app.py": b"1"}


# --- folders ------------------------------------------------------------------------------------


@pytest.fixture(params=["held", "named"])
def way_to_walk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Walk as on Linux and macOS, and as on Windows."""
    monkeypatch.setattr(folder, "CAN_HOLD_FOLDERS", request.param == "held")
    return str(request.param)


@pytest.mark.usefixtures("way_to_walk")
def test_a_folder_is_read_either_way() -> None:
    """Both ways to walk give the same files."""
    with tempfile.TemporaryDirectory() as at:
        assert take_in(pack_folder(Path(at), HONEST), wanted=ANYTHING).files == dict(sorted(HONEST.items()))


@pytest.mark.usefixtures("way_to_walk")
@pytest.mark.parametrize("target", ["/etc/passwd", "app.py", "nowhere"])
def test_a_linked_file_is_refused(tmp_path: Path, target: str) -> None:
    """A link is refused wherever it leads."""
    root = pack_folder(tmp_path, {"app.py": b""})
    (root / "config.py").symlink_to(target)

    assert refusal(root).fact == "`config.py` is a link, not a plain file"


@pytest.mark.usefixtures("way_to_walk")
@pytest.mark.parametrize("target", ["/etc", ".", ".."])
def test_a_linked_folder_is_refused(tmp_path: Path, target: str) -> None:
    """A folder is entered only if it is one; a loop cannot arise."""
    root = pack_folder(tmp_path, {"app.py": b"", "blog/x.py": b""})
    (root / "blog/templates").symlink_to(target, target_is_directory=True)

    assert refusal(root).fact == "`blog/templates` is a link, not a plain file"


@pytest.mark.usefixtures("way_to_walk")
@pytest.mark.timeout(20)
def test_a_pipe_in_a_folder_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    """No one waits for a writer that never comes."""
    os.mkfifo(tmp_path / "app.py")

    assert refusal(tmp_path).fact == "`app.py` is a pipe, not a plain file"


@pytest.mark.usefixtures("way_to_walk")
def test_a_socket_in_a_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only plain files are read."""
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("app.sock")

        assert refusal(tmp_path).fact == "`app.sock` is a device or a socket, not a plain file"


def swap_after_look(monkeypatch: pytest.MonkeyPatch, victim: Path, swap: Callable[[], object]) -> None:
    """Swap what lies at a path right after the walk has first looked at it."""
    for kind in (folder._HeldFolder, folder._NamedFolder):
        honest_look = kind.look

        def look(self: object, name: str, honest: Callable[..., os.stat_result] = honest_look) -> os.stat_result:
            seen = honest(self, name)
            if name == victim.name and stat.S_IFMT(seen.st_mode) == kind_at_first:
                swap()
            return seen

        monkeypatch.setattr(kind, "look", look)
    kind_at_first = stat.S_IFMT(victim.lstat().st_mode)


@pytest.mark.usefixtures("way_to_walk")
def test_a_file_swapped_for_a_link_while_we_look_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The open itself refuses links."""
    root = pack_folder(tmp_path, {"app.py": b""})

    def swap() -> None:
        (root / "app.py").unlink()
        (root / "app.py").symlink_to("/etc/passwd")

    swap_after_look(monkeypatch, root / "app.py", swap)

    assert refusal(root).fact.startswith("`app.py` cannot be read: ")


@pytest.mark.usefixtures("way_to_walk")
@pytest.mark.timeout(20)
def test_a_file_swapped_for_a_pipe_while_we_look_does_not_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The open does not wait for a writer, and what was opened is looked at."""
    root = pack_folder(tmp_path, {"app.py": b""})

    def swap() -> None:
        (root / "app.py").unlink()
        os.mkfifo(root / "app.py")

    swap_after_look(monkeypatch, root / "app.py", swap)

    assert refusal(root).fact.startswith("`app.py` cannot be read: it ")


@pytest.mark.usefixtures("way_to_walk")
def test_a_folder_swapped_for_a_link_while_we_look_is_not_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder is opened without following."""
    root = pack_folder(tmp_path, {"app.py": b"", "blog/x.py": b""})

    def swap() -> None:
        (root / "blog").rename(root / "moved")
        (root / "blog").symlink_to("/etc", target_is_directory=True)

    swap_after_look(monkeypatch, root / "blog", swap)

    assert refusal(root).fact.startswith("the folder `blog` cannot be read: ")


@pytest.fixture
def place_for_nobody() -> Iterator[Path]:
    """A folder that an ordinary user can reach, in a test that runs as one: root may read everything."""
    with tempfile.TemporaryDirectory() as at:
        os.chmod(at, 0o755)
        yield Path(at)


@pytest.fixture
def become_ordinary() -> Iterator[Callable[[], None]]:
    """A function that gives up root's powers until the end of the test."""
    yield lambda: os.seteuid(65534) if os.getuid() == 0 else None
    os.seteuid(os.getuid())


@pytest.mark.usefixtures("way_to_walk")
def test_a_file_that_cannot_be_read_is_refused(place_for_nobody: Path, become_ordinary: Callable[[], None]) -> None:
    """The file is named, and the system's reason."""
    root = pack_folder(place_for_nobody, {"app.py": b""})
    os.chmod(root, 0o755)
    os.chmod(root / "app.py", 0)
    become_ordinary()

    assert refusal(root).fact == "`app.py` cannot be read: Permission denied"


@pytest.mark.usefixtures("way_to_walk")
def test_a_folder_that_cannot_be_read_is_refused(place_for_nobody: Path, become_ordinary: Callable[[], None]) -> None:
    """The folder is named, and the system's reason."""
    root = pack_folder(place_for_nobody, {"app.py": b"", "blog/x.py": b""})
    os.chmod(root, 0o755)
    os.chmod(root / "blog", 0)
    become_ordinary()

    assert "the folder `blog" in (fact := refusal(root).fact)
    assert fact.endswith("cannot be read: Permission denied")


def test_an_archive_that_cannot_be_read_is_refused(place_for_nobody: Path, become_ordinary: Callable[[], None]) -> None:
    """The archive is named, and the system's reason."""
    path = save(place_for_nobody, zip_bytes(HONEST), "homework.zip")
    os.chmod(path, 0)
    become_ordinary()

    assert refusal(path).fact == "`homework.zip` cannot be read: Permission denied"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts descriptors in /proc")
@pytest.mark.usefixtures("way_to_walk")
def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    """Neither a taken nor a refused folder leaks what it held."""
    root = pack_folder(tmp_path, {"app.py": b"", "a/b/c/x.py": b"", "a/b/z\\": b""})
    before = os.listdir("/proc/self/fd")

    refused = refusal(root)

    assert refused.__traceback__  # it still holds the frames that held the folders
    assert os.listdir("/proc/self/fd") == before


# --- roles --------------------------------------------------------------------------------------


def test_files_outside_the_roles_are_ignored_and_listed() -> None:
    """What configures Python or pytest never reaches the jail."""
    strangers = [
        "README.md",
        "conftest.py",
        "evil.pth",
        "pytest.ini",
        "requirements.txt",
        "setup.cfg",
        "sitecustomize.py",
    ]

    taken = from_files(dict.fromkeys(["app.py", *strangers], b""), wanted=APP)

    assert (taken.files, taken.ignored) == ({"app.py": b""}, tuple(strangers))


PATTERNS = [
    ("templates/*.html", "templates/a.html", True),
    ("templates/*.html", "templates/a/b.html", False),
    ("templates/*.html", "templates/a.txt", False),
    ("templates/**", "templates/a/b/c.html", True),
    ("templates/**", "templates", False),
    ("**/*.html", "a.html", True),
    ("**/*.html", "x/y/a.html", True),
    ("blog/**/views.py", "blog/views.py", True),
    ("blog/**/views.py", "blog/a/b/views.py", True),
    ("blog/**/views.py", "views.py", False),
    ("**", "anything/at.all", True),
    ("page?.html", "page1.html", True),
    ("page[12].html", "page3.html", False),
    ("*.PY", "app.py", False),
    ("app.py", "app.py", True),
    ("app.py", "appxpy", False),
]


@pytest.mark.parametrize(("pattern", "name", "taken"), PATTERNS)
def test_a_pattern_takes_names_part_by_part(pattern: str, name: str, taken: bool) -> None:
    """`*` stays within a part, `**` spans parts, case counts."""
    assert Roles(student=(pattern,)).takes(name) is taken


def test_a_pattern_may_match_nothing() -> None:
    """Only exact names must come."""
    roles = Roles(student=("app.py", "templates/*.html"))

    assert from_files({"app.py": b""}, wanted=roles).files == {"app.py": b""}


def test_given_files_are_put_in() -> None:
    """A shipped file is there although the student did not hand it in."""
    roles = Roles(student=("app.py",), given={"data/towns.csv": b"ours"})

    taken = from_files({"app.py": b"1"}, wanted=roles)

    assert (taken.files, taken.ignored) == ({"app.py": b"1", "data/towns.csv": b"ours"}, ())


@pytest.mark.parametrize(("copy", "ignored"), [(b"changed", ("base.html",)), (b"ours", ())])
def test_a_given_file_is_always_ours(copy: bytes, ignored: tuple[str, ...]) -> None:
    """The student's copy is not used, pattern or not; it is listed only if it was changed."""
    roles = Roles(student=("app.py", "*.html"), given={"base.html": b"ours"})

    taken = from_files({"app.py": b"", "base.html": copy}, wanted=roles)

    assert (taken.files["base.html"], taken.ignored) == (b"ours", ignored)


def test_a_students_file_that_collides_with_a_given_one_is_refused() -> None:
    """Given files take part in the rule on case."""
    roles = Roles(student=("app.py", "*.html"), given={"base.html": b"ours"})

    assert "`Base.html` and `base.html` differ only" in refusal_of({"app.py": b"", "Base.html": b""}, roles).fact


def test_a_given_file_is_no_work_of_the_student() -> None:
    """Handing in nothing but what was shipped is handing in nothing."""
    roles = Roles(student=("*.html",), given={"base.html": b"ours"})

    assert "no file of this exercise was handed in" in refusal_of({"base.html": b"changed"}, roles).fact


def test_a_name_in_two_roles_is_the_authors_mistake() -> None:
    """A file cannot be both the student's and ours."""
    with pytest.raises(ExerciseError, match=r"`app\.py` is both the student's and given"):
        Roles(student=("app.py",), given={"app.py": b""})


def test_an_exercise_of_patterns_needs_at_least_one_file() -> None:
    """A submission without a single file of the exercise is refused."""
    refused = refusal_of({"notes.txt": b""}, Roles(student=("templates/*.html",)))

    assert refused.fact == "no file of this exercise was handed in: expected `templates/*.html`; came `notes.txt`"


def test_an_exercise_that_wants_nothing_takes_anything() -> None:
    """Without a student's role there is nothing to miss."""
    assert from_files({"x.txt": b""}, wanted=Roles(student=())).ignored == ("x.txt",)


# --- missing ------------------------------------------------------------------------------------

NEAR_MISSES = {
    "App.py": "did you mean `App.py`? rename it to `app.py`",
    "app.py.txt": "did you mean `app.py.txt`? rename it to `app.py`",
    "apps.py": "did you mean `apps.py`? rename it to `app.py`",
    "app(1).py": "did you mean `app(1).py`? rename it to `app.py`",
    "src/App.py": "did you mean `src/App.py`? rename it to `app.py`",
    "main.py": "hand in the folder that holds `app.py`",
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_recognised(name: str) -> None:
    """A missing file is refused with what was expected, what came, and the likely slip."""
    refused = refusal_of({name: b"", "notes.txt": b""}, APP)

    assert (
        refused.fact
        == f"`app.py` is missing: expected `app.py`; came {', '.join(f'`{n}`' for n in sorted([name, 'notes.txt']))}"
    )
    assert refused.hint == NEAR_MISSES[name]


def test_a_file_in_a_sub_folder_is_recognised() -> None:
    """A folder beside other files is no wrapper; the student is told where the file belongs."""
    assert (
        refusal_of({"src/app.py": b"", "notes.txt": b""}, APP).hint == "did you mean `src/app.py`? move it to `app.py`"
    )


def test_the_best_near_miss_is_named() -> None:
    """The same name elsewhere beats another case, which beats an extra ending."""
    assert "`x/app.py`" in refusal_of({"app.py.txt": b"", "App.py": b"", "x/app.py": b""}, APP).hint


def test_every_missing_file_is_named() -> None:
    """One refusal tells everything that is missing."""
    roles = Roles(student=("app.py", "models.py", "views.py"))

    refused = refusal_of({"app.py": b"", "Models.py": b""}, roles)

    assert refused.fact.startswith(
        "`models.py`, `views.py` are missing: expected `app.py`, `models.py`, `views.py`; came"
    )
    assert refused.hint == "did you mean `Models.py`? rename it to `models.py`"


def test_a_long_list_of_what_came_is_cut() -> None:
    """A hundred names would hide the fact."""
    assert refusal_of({f"n{n:02}.txt": b"" for n in range(40)}, APP).fact.endswith("`n11.txt` and 28 more")


def test_a_wrapping_folder_stays_if_the_exercise_wants_it() -> None:
    """`blog/views.py` is the wanted name, not a wrapped `views.py`."""
    files = {"blog/views.py": b""}

    assert from_files(files, wanted=Roles(student=("blog/views.py",))).files == files


def test_a_wrapping_folder_stays_if_a_pattern_wants_it() -> None:
    """The folder of a pattern is not a wrapper either."""
    files = {"templates/a.html": b""}

    assert from_files(files, wanted=Roles(student=("templates/*.html", "*.html"))).files == files


def test_a_wrapper_around_a_wanted_folder_is_taken_off() -> None:
    """Just as many folders are taken off as make the names fit."""
    taken = from_files({"hw/blog/views.py": b""}, wanted=Roles(student=("blog/views.py",)))

    assert taken.files == {"blog/views.py": b""}


# --- shadowing ----------------------------------------------------------------------------------

COURSE = Roles(student=("app.py", "*.py", "**"), shadowing=frozenset({"flask", "sqlalchemy"}))


@pytest.mark.parametrize("name", ["random.py", "string.py", "html/__init__.py", "json/x.py", "random.so", "code.pyw"])
def test_a_name_of_the_standard_library_is_refused(name: str) -> None:
    """`import random` must not find the student's file."""
    refused = refusal_of({"app.py": b"", name: b""}, COURSE)

    assert refused.fact.startswith(
        f"`{name.split('/')[0]}{'/' if '/' in name else ''}` has the name of a module of Python's"
    )
    assert f"`my_{name.split('/')[0]}" in refused.hint


@pytest.mark.parametrize("name", ["flask.py", "sqlalchemy/__init__.py", "flask.cpython-311-x86_64-linux-gnu.so"])
def test_a_name_of_a_course_library_is_refused(name: str) -> None:
    """`import flask` must find Flask."""
    assert "has the name of a library of the course" in refusal_of({"app.py": b"", name: b""}, COURSE).fact


def test_shadowing_is_refused_even_outside_the_roles() -> None:
    """At home the file breaks the program: better said than passed over."""
    assert refusal_of({"app.py": b"", "random.py": b""}, APP).fact == (
        "`random.py` has the name of a module of Python's standard library: `import random` would find the wrong one"
    )


@pytest.mark.parametrize(
    "name", ["blog/random.py", "html/page.html", "my_random.py", "random.txt", "Random.py", "test.py"]
)
def test_names_that_shadow_nothing_are_fine(name: str) -> None:
    """Only top-level modules and packages shadow."""
    assert name in from_files({"app.py": b"", name: b""}, wanted=COURSE).files


@pytest.mark.parametrize("name", ["calendar.py", "email/views.py"])
def test_a_shadowing_name_that_the_exercise_asks_for_is_fine(name: str) -> None:
    """The author's word goes first."""
    assert from_files({name: b""}, wanted=Roles(student=(name,))).files == {name: b""}


def test_a_shadowing_name_that_is_given_is_fine() -> None:
    """A student who keeps a shipped file in the folder does nothing wrong."""
    roles = Roles(student=("app.py",), given={"secrets.py": b"ours"})

    assert from_files({"app.py": b"", "secrets.py": b"theirs"}, wanted=roles).files["secrets.py"] == b"ours"


def test_a_pattern_is_no_permission_to_shadow() -> None:
    """Only an exact name lets a module of that name pass."""
    assert "`random.py`" in refusal_of({"random.py": b""}, Roles(student=("*.py",))).fact


def test_a_wrapping_folder_may_have_any_name() -> None:
    """A zip of a folder called `code` shadows nothing once it is unwrapped."""
    assert from_files({"code/app.py": b""}, wanted=APP).files == {"app.py": b""}


# --- what comes out -----------------------------------------------------------------------------


def test_the_digest_is_the_documented_one() -> None:
    """SHA-256 over names and contents, each after its length, names sorted."""
    pieces = b"".join(len(p).to_bytes(8, "big") + p for p in (b"a.py", b"1", b"b.py", b"22"))

    assert (
        from_files({"b.py": b"22", "a.py": b"1"}, wanted=ANYTHING).digest
        == f"sha256:{hashlib.sha256(pieces).hexdigest()}"
    )


def test_ignored_files_do_not_touch_the_digest() -> None:
    """The digest is of what is graded."""
    assert from_files(HONEST, wanted=APP).digest == from_files({"app.py": HONEST["app.py"]}, wanted=APP).digest


def test_a_submission_cannot_be_changed() -> None:
    """A submission is a fact."""
    with pytest.raises(AttributeError):
        from_files(HONEST, wanted=APP).digest = ""  # type: ignore[misc]


# A name ends in `.x`, a folder does not: no file can be another's folder. Lower case: no collisions.
names = st.from_regex(r"(q[a-z0-9é]{0,6}/){0,3}q[a-z0-9_é]{0,8}\.x", fullmatch=True)
file_trees = st.dictionaries(names, st.binary(max_size=300), min_size=1, max_size=8)
quiet = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(files=file_trees)
@quiet
def test_folder_zip_and_tars_are_one_round_trip(tmp_path: Path, files: dict[str, bytes]) -> None:
    """Whatever the files, every source gives the same submission."""
    taken = {take_in(pack(tmp_path, files), wanted=ANYTHING).digest for pack in PACKERS.values()}

    assert taken == {from_files(files, wanted=ANYTHING).digest}


@given(files=file_trees, data=st.data())
@quiet
def test_the_order_of_files_does_not_matter(files: dict[str, bytes], data: st.DataObject) -> None:
    """A submission is a set of files."""
    shuffled = dict(data.draw(st.permutations(list(files.items()))))

    one, other = (from_files(f, wanted=ANYTHING) for f in (files, shuffled))

    assert (list(one.files.items()), one.digest) == (list(other.files.items()), other.digest)


@given(one=file_trees, other=file_trees)
@example(one={"q.x": b"ab"}, other={"q.x": b"a", "qb.x": b""})
@quiet
def test_different_files_have_different_digests(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Lengths keep one file's end and the next one's name apart."""
    first, second = (from_files(files, wanted=ANYTHING) for files in (one, other))

    assert (first.digest == second.digest) == (first.files == second.files)


@given(files=file_trees)
@quiet
def test_what_was_taken_in_can_be_taken_in_again(files: dict[str, bytes]) -> None:
    """Taking in twice changes nothing."""
    once = from_files(files, wanted=ANYTHING)

    assert from_files(once.files, wanted=ANYTHING) == once


SAMPLES = [zip_bytes(HONEST), tar_bytes(HONEST), tar_bytes({"é" * 120: b"1"}, tarfile.GNU_FORMAT)]
SAMPLES += [compress(SAMPLES[1]) for compress in (gzip.compress, bz2.compress, lzma.compress)]


@given(
    sample=st.sampled_from(SAMPLES),
    changes=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), max_size=6),
    kept=st.integers(0, 20_000),
)
@settings(quiet, max_examples=400)
def test_no_damage_to_an_archive_breaks_the_intake(
    tmp_path: Path, sample: bytes, changes: list[tuple[int, int]], kept: int
) -> None:
    """Whatever happens to an archive, it is taken in or refused."""
    damaged = bytearray(sample)
    for at, value in changes:
        damaged[at % len(damaged)] = value

    try:
        outcome: object = take_in(save(tmp_path, bytes(damaged[: kept or None])), wanted=ANYTHING)
    except SubmissionRefused as refused:
        outcome = refused

    assert isinstance(outcome, Submission | SubmissionRefused)


@given(name=st.text(max_size=30))
@settings(quiet, max_examples=300)
def test_whatever_the_name_a_message_is_printable(name: str) -> None:
    """Words that quote a name hold nothing that a terminal would obey."""
    refused = refusal_of({name: b"", "../x": b""})

    assert (refused.fact + refused.hint).isprintable()
