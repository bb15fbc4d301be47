"""A folder is walked without following a link or waiting for anyone."""

from __future__ import annotations

import os
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.submission import Roles, folder, take_in
from tests.submission.packing import ANYTHING, APP, HONEST, pack_folder, refusal, save, zip_bytes

pytestmark = pytest.mark.timeout(60)


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


@pytest.mark.usefixtures("way_to_walk")
def test_what_has_no_role_may_be_odd(tmp_path: Path) -> None:
    """A link, a pipe and a loop of folders are listed, not followed, and cost nothing."""
    root = pack_folder(tmp_path, {"app.py": b"1", "\U0001f600.txt": b""})
    (root / "link").symlink_to("/etc/passwd")
    (root / "loop").symlink_to(".", target_is_directory=True)
    os.mkfifo(root / "pipe")

    taken = take_in(root, wanted=APP)

    assert (taken.files, taken.ignored) == ({"app.py": b"1"}, ("link", "loop", "pipe", "\U0001f600.txt"))


@pytest.mark.usefixtures("way_to_walk")
def test_a_link_in_the_place_of_a_wanted_folder_is_named(tmp_path: Path) -> None:
    """What could hold a role is refused, not passed over."""
    root = pack_folder(tmp_path, {"app.py": b"1"})
    (root / "templates").symlink_to("/etc", target_is_directory=True)

    refused = refusal(root, Roles(student=("app.py", "templates/page.html")))

    assert refused.fact == "`templates` is a link, not a plain file"


@pytest.mark.usefixtures("way_to_walk")
def test_what_cannot_be_read_and_has_no_role_does_no_harm(
    place_for_nobody: Path, become_ordinary: Callable[[], None]
) -> None:
    """Neither a locked file nor a locked folder."""
    root = pack_folder(place_for_nobody, {"app.py": b"1", "secret.txt": b"", "private/x.txt": b""})
    os.chmod(root, 0o755)
    for name in ("secret.txt", "private"):
        os.chmod(root / name, 0)
    become_ordinary()

    assert take_in(root, wanted=APP).files == {"app.py": b"1"}
