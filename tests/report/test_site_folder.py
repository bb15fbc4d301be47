"""Writing a site: all of it, or none, and only where a site may stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.report.site import check_folder, folder, write_site
from tests.report.pages import pages_of
from tests.samples import a_check, a_class, a_result, a_whole_class


def files_in(place: Path) -> set[str]:
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}


def test_every_page_is_written(tmp_path: Path) -> None:
    """The folder holds the pages of the site, and nothing else is left beside it."""
    write_site(a_whole_class(), tmp_path / "report")

    pages = {name for name in pages_of(a_whole_class()) if not name.startswith(("own/", "lead"))}
    assert files_in(tmp_path / "report") == pages
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_new_site_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """No page of a student who is gone stays behind."""
    write_site(a_whole_class(), tmp_path / "report")

    write_site(a_class(("zoe", a_result(a_check()))), tmp_path / "report")

    assert {name for name in files_in(tmp_path / "report") if name.startswith("students/")} == {"students/1-zoe.html"}


def test_writing_that_is_cut_short_leaves_the_old_site_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the last student's page is rendered; the next run clears up and writes anew."""
    write_site(a_whole_class(), tmp_path / "report")
    before = files_in(tmp_path / "report")

    with monkeypatch.context() as patch:
        patch.setattr(folder, "student_page", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_site(a_class(("zoe", a_result(a_check()))), tmp_path / "report")

    assert files_in(tmp_path / "report") == before
    write_site(a_whole_class(), tmp_path / "report")
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def interrupt(*_: object, **__: object) -> str:
    raise KeyboardInterrupt


def a_file(place: Path) -> None:
    place.write_text("mine")


def a_link(place: Path) -> None:
    place.symlink_to(place.parent)


def a_folder_of_files(place: Path) -> None:
    place.mkdir()
    (place / "index.html").write_text("<title>mine</title>")


@pytest.mark.parametrize("make", [a_file, a_link, a_folder_of_files])
def test_what_is_not_a_site_of_ours_is_never_replaced(tmp_path: Path, make: type) -> None:
    """Somebody's own `report` is told, and stays."""
    place = tmp_path / "report"
    make(place)

    with pytest.raises(UsageError, match="is in the way"):
        write_site(a_whole_class(), place)

    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    assert place.is_symlink() or place.is_file() or files_in(place) == {"index.html"}


def test_an_empty_folder_is_a_place_for_a_site(tmp_path: Path) -> None:
    """Nothing is lost there."""
    (tmp_path / "report").mkdir()

    check_folder(tmp_path / "report")
