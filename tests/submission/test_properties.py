"""What comes out: a digest, and the same from every source."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.errors import SubmissionRefused
from grader.submission import Submission, from_files, take_in
from tests.submission.packing import ANYTHING, APP, HONEST, PACKERS, refusal_of, save, tar_bytes, zip_bytes

pytestmark = pytest.mark.timeout(60)


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
