"""Jails, from inside and outside, at every level that isolates."""

from __future__ import annotations

import contextlib
import inspect
import os
import re
import signal
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import grader
from grader.errors import JailBroken, SandboxUnavailable
from grader.model import Level, State
from grader.protocol import frames
from grader.protocol.environment import Environment, Library, Preload
from grader.sandbox import levels, policy, seccomp, selftest
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.jail import JailDied, JailKilled, Sandbox
from grader.sandbox.output import Printed
from grader.sandbox.spawned import SpawnedSandbox
from tests.jails import ENVIRONMENT, TamperedSandbox, ask, descendants, ends, jail_in, list_work

# What is inside


def test_a_jail_holds_exactly_its_files(sandbox: Sandbox) -> None:
    """The work folder has the submission's files, in their folders, and nothing else."""
    files = {"app.py": b"", "templates/a.html": b"<p>"}
    with jail_in(sandbox, files) as jail:
        assert ask(jail, list_work) == sorted(files)


def write_and_read(jail, name):  # type: ignore[no-untyped-def]
    with open(name, "x") as file:
        file.write("written")
    with open(name) as file:
        return file.read()


def test_each_jail_starts_with_an_empty_disk(sandbox: Sandbox) -> None:
    """What one jail writes, the next does not find."""
    for _ in range(2):
        with jail_in(sandbox) as jail:
            assert ask(jail, write_and_read, "note.txt") == "written"


def environment(jail):  # type: ignore[no-untyped-def]
    import os

    return sorted(os.environ)


def test_the_environment_holds_five_harmless_variables(sandbox: Sandbox) -> None:
    """Nothing of the user's environment reaches a jail."""
    with jail_in(sandbox) as jail:
        assert ask(jail, environment) == ["HOME", "LANG", "PATH", "TMPDIR", "TZ"]


def descriptors(jail):  # type: ignore[no-untyped-def]
    import os

    found = []
    for fd in range(64):
        try:
            os.fstat(fd)
        except OSError:
            continue
        found.append(fd)
    return found


def test_four_descriptors_are_open(sandbox: Sandbox) -> None:
    """Nothing, output, output, the wire."""
    with jail_in(sandbox) as jail:
        assert ask(jail, descriptors) == [0, 1, 2, 3]


def open_and_look(jail, paths):  # type: ignore[no-untyped-def]
    import os

    seen = []
    for path in paths:
        for act in (os.listdir if path.endswith("/") else open, os.stat):
            try:
                act(path)
                seen.append([path, act.__name__, "allowed"])
            except OSError as problem:
                seen.append([path, act.__name__, type(problem).__name__])
    return seen


def secrets_of_ours() -> list[str]:
    package = Path(grader.__file__).parent
    root = package.parent
    return [
        str(package / "score.py"),
        str(package / "inside" / "host.py"),
        f"{package}/",
        str(root / "exercises/04-routing/03-custom-converters/checks/test_converters.py"),
        f"{root}/solutions/",
        os.path.realpath(policy.__file__),
        inspect.getfile(pytest),
        "/etc/passwd",
        "/proc/self/environ",
    ]


def test_grader_checks_and_solutions_cannot_be_read_from_inside(sandbox: Sandbox) -> None:
    """Also when everything sits in one virtual environment; at `strong` they are not even there."""
    with jail_in(sandbox) as jail:
        seen = ask(jail, open_and_look, secrets_of_ours())

    assert not [line for line in seen if line[1] != "stat" and line[2] == "allowed"]
    if sandbox.isolation.level is Level.STRONG:
        assert {line[2] for line in seen} == {"FileNotFoundError"}


def import_late(jail):  # type: ignore[no-untyped-def]
    import xml.etree.ElementTree

    import sqlalchemy.dialects.postgresql
    import wtforms.widgets.core  # noqa: F401

    return [xml.etree.ElementTree.__name__, sqlalchemy.dialects.postgresql.__name__]


def test_what_was_not_warmed_up_can_still_be_imported(sandbox: Sandbox) -> None:
    """The standard library and the course's libraries are readable, each by its own folder."""
    with jail_in(sandbox) as jail:
        assert ask(jail, import_late) == ["xml.etree.ElementTree", "sqlalchemy.dialects.postgresql"]


def honest_work(jail):  # type: ignore[no-untyped-def]
    import asyncio
    import shutil
    import sqlite3
    import tempfile
    import threading
    import zoneinfo

    numbers = []
    threads = [threading.Timer(0.01, numbers.append, [n]) for n in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection = sqlite3.connect("a.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (n)")
    connection.commit()
    connection.close()
    shutil.copy2("a.db", tempfile.gettempdir() + "/b.db")
    asyncio.run(asyncio.sleep(0))
    return [len(numbers), str(zoneinfo.ZoneInfo("Asia/Shanghai"))]


def test_honest_programs_are_not_disturbed(sandbox: Sandbox) -> None:
    """A hundred threads, SQLite with its journal, temporary files, asyncio and time zones work."""
    with jail_in(sandbox) as jail:
        assert ask(jail, honest_work) == [100, "Asia/Shanghai"]


def draw(jail):  # type: ignore[no-untyped-def]
    import random
    import secrets
    import uuid

    return [random.random(), secrets.token_hex(), str(uuid.uuid4())]


def test_jails_of_one_server_draw_different_random_numbers(sandbox: Sandbox) -> None:
    """A fork inherits no random state."""
    drawn = []
    for _ in range(2):
        with jail_in(sandbox) as jail:
            drawn.append(ask(jail, draw))

    assert all(first != second for first, second in zip(*drawn, strict=True))


# How jails end


def stop(jail, act):  # type: ignore[no-untyped-def]
    import ctypes
    import os
    import signal
    import time

    if act == "exit":
        os._exit(0)
    if act == "crash":
        ctypes.string_at(0)
    if act == "sleep":
        time.sleep(60)
    if act == "spin":
        while True:
            pass
    if act == "ptrace":
        ctypes.CDLL(None).ptrace(0, 0, 0, 0)
    if act == "alarm":
        signal.alarm(1)
        time.sleep(60)
    if act == "terminate":
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    if act == "close":
        os.close(3)
        time.sleep(0.1)
        os._exit(1)
    return


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("exit", State.CRASHED),
        ("crash", State.CRASHED),
        ("sleep", State.TIMED_OUT),
        ("spin", State.TIMED_OUT),
        ("ptrace", State.FORBIDDEN),
    ],
)
def test_a_jail_says_how_its_program_ended(sandbox: Sandbox, act: str, state: State) -> None:
    """Exit, crash, hang, endless computing and a forbidden call each have their state."""
    with (
        jail_in(sandbox, cpu_ms=1000, wall_ms=1500 if act == "sleep" else 10_000) as jail,
        pytest.raises(JailDied) as death,
    ):
        ask(jail, stop, act)

    assert death.value.state is state


@pytest.mark.parametrize(("act", "name"), [("alarm", "SIGALRM"), ("terminate", "SIGTERM")])
def test_signals_of_its_own_end_a_program_at_every_level(sandbox: Sandbox, act: str, name: str) -> None:
    """A program is never process 1 of its namespace, which the kernel keeps such signals from."""
    with jail_in(sandbox) as jail, pytest.raises(JailDied, match=name) as death:
        ask(jail, stop, act)

    assert death.value.state is State.CRASHED


def test_a_dead_jail_answers_no_more(sandbox: Sandbox) -> None:
    """After its end every question ends the same way."""
    with jail_in(sandbox) as jail:
        for _ in range(2):
            with pytest.raises(JailDied):
                ask(jail, stop, "exit")


def hog(jail):  # type: ignore[no-untyped-def]
    held = []
    while True:
        held.append(bytearray(16 << 20))


def test_memory_is_bounded(sandbox: Sandbox) -> None:
    """More than the limit is a MemoryError in the program."""
    with jail_in(sandbox) as jail:
        reply = jail.ask("hog", textwrap.dedent(inspect.getsource(hog)), [], {})

    assert isinstance(reply, frames.Raised)
    assert reply.trouble.memory


def chatter(jail, count):  # type: ignore[no-untyped-def]
    for _ in range(count):
        print("x" * 1000)
    return "done"


def test_a_flood_of_output_neither_blocks_nor_grows(sandbox: Sandbox) -> None:
    """Ten megabytes are drained, and of them the first and the last kept."""
    with jail_in(sandbox, output_bytes=5000) as jail:
        assert ask(jail, chatter, 10_000) == "done"
        jail.close()

        shown = re.fullmatch(r"([x\n]+)\n… ([0-9,]+) bytes left out …\n([x\n]+)", jail.output().decode())
        assert shown
        assert (len(shown[1]), shown[2], len(shown[3])) == (2500, "10,005,000", 2500)


def test_what_plain_processes_print_is_capped_alike() -> None:
    """The level `none` has pipes for sockets, and the same rule."""
    with contextlib.closing(SpawnedSandbox(ENVIRONMENT)) as plain, jail_in(plain, output_bytes=5000) as jail:
        assert ask(jail, chatter, 10_000) == "done"
        jail.close()

        assert "\n… 10,005,000 bytes left out …\n" in jail.output().decode()


@pytest.mark.parametrize("step", [1, 7, 1000])
@pytest.mark.parametrize(
    ("cap", "shown"), [(12, "一二三四"), (11, "一\n… 3 bytes left out …\n三四"), (0, None), (1, None)]
)
def test_a_cut_never_goes_through_a_character(cap: int, shown: str | None, step: int) -> None:
    """Each end stops at a whole one, however the bytes arrive; the line between counts what is not shown."""
    printed, text = Printed(cap), "一二三四".encode()
    for start in range(0, len(text), step):
        printed.add(text[start : start + step])

    assert printed.shown().decode() == (shown or "\n… 12 bytes left out …\n")


def test_a_jail_killed_from_outside_is_not_the_students_fault(sandbox: Sandbox) -> None:
    """SIGKILL without a spent limit is ours to explain."""
    with jail_in(sandbox) as jail:
        children = descendants(sandbox.server_pid)  # type: ignore[attr-defined]
        os.kill(children[-1], signal.SIGKILL)

        with pytest.raises(JailKilled):
            ask(jail, stop, "nothing")


def test_a_step_that_fails_is_named_and_nothing_runs(strong: Sandbox) -> None:
    """Files that do not fit on the jail's disk: the step says so, and it is ours."""
    with (
        pytest.raises(JailBroken, match="at the step `write the files`"),
        jail_in(strong, {"app.py": bytes(1 << 20)}, disk_bytes=64 << 10),
    ):
        pass


# The server


@pytest.fixture
def own_sandbox(sandbox: Sandbox) -> Iterator[ForkedSandbox]:
    own = ForkedSandbox(sandbox.isolation.level, ENVIRONMENT)
    yield own
    own.close()


def kill_server(sandbox: ForkedSandbox) -> bool:
    """Kill the outermost process; return whether all below it ended too."""
    watched = [os.pidfd_open(pid) for pid in descendants(sandbox.server_pid)]
    os.kill(sandbox.server_pid, signal.SIGKILL)
    return all(ends(fd) for fd in watched)


def test_a_server_that_died_is_started_again(own_sandbox: ForkedSandbox) -> None:
    """Its death is ours to report; after `revive` everything is as before."""
    kill_server(own_sandbox)
    with pytest.raises(JailBroken), jail_in(own_sandbox):
        pass

    own_sandbox.revive()

    with jail_in(own_sandbox) as jail:
        assert ask(jail, list_work) == []


def test_no_process_outlives_its_server(own_sandbox: ForkedSandbox) -> None:
    """A killed server takes its jails along."""
    with jail_in(own_sandbox):
        assert kill_server(own_sandbox)


def test_jails_that_nobody_ended_are_ended_by_revive(own_sandbox: ForkedSandbox) -> None:
    """A judge may die with jails open: the slots come back."""
    held = [jail_in(own_sandbox) for _ in range(4)]
    for jail in held:
        jail.__enter__()
    with pytest.raises(JailBroken), jail_in(own_sandbox):
        pass

    own_sandbox.revive()

    with jail_in(own_sandbox) as fresh:
        assert ask(fresh, list_work) == []


# Levels


def test_a_level_is_given_only_when_every_attack_was_stopped(sandbox: Sandbox) -> None:
    """The observation names each attack, and none that must be stopped succeeded."""
    seen = selftest.attack(sandbox)

    assert seen.given
    assert len(seen.lines) == 17
    assert all(line.stopped for line in seen.lines if line.required)


def _compute(jail: object, facts: dict[str, str]) -> str:
    return "computed"


def test_an_attack_that_succeeds_takes_the_level_away(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A self-test that cannot fail would be worth nothing: one more attack, which nothing stops."""
    monkeypatch.setattr(selftest, "_EVERYWHERE", (_compute,))

    seen = selftest.attack(sandbox)

    assert seen.reason == "not stopped: compute"


def test_none_is_only_given_by_name() -> None:
    """No machine is so poor that strangers' programs run unconfined by default."""
    with pytest.raises(SandboxUnavailable) as refused:
        levels.open_sandbox(Level.NONE, require=Level.LANDLOCK, environment=ENVIRONMENT)

    assert "--level none" in refused.value.hint


# Policy


def test_the_readable_list_names_no_folder_that_holds_other_things() -> None:
    """Whole site-packages, home folders, the grader: none is on the list, nor above something on it."""
    trees = policy.readable_trees(ENVIRONMENT)

    assert not [tree.path for tree in trees if tree.path.endswith(("site-packages", "dist-packages"))]
    package = Path(grader.__file__).parent
    for tree in trees:
        hidden = [Path(path) for path in tree.hidden]
        inside = package.is_relative_to(tree.path) and not any(package.is_relative_to(path) for path in hidden)
        assert not inside, tree


def test_what_a_record_names_elsewhere_is_not_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a distribution a jail may read its own entries in the folder of modules: no home, no root, not all of them."""
    home, modules = tmp_path / "home", tmp_path / "modules"
    for folder in (home, modules / "planted", modules / "planted-1.dist-info", modules / "other"):
        folder.mkdir(parents=True)
    record = ["planted/a.py,,", "../home/.profile,,", f"{home}/key,,", "./other/b.py,,", ",,", '"other/../../home/x",,']
    (modules / "planted-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: planted\nVersion: 1\n")
    (modules / "planted-1.dist-info" / "RECORD").write_text("\n".join([*record, "planted-1.dist-info/RECORD,,"]))
    monkeypatch.syspath_prepend(modules)

    trees = policy.readable_trees(Environment(libraries=(Library(name="planted"),)))

    found = {
        tree.path for tree in trees if Path(tree.path).is_relative_to(tmp_path) or tmp_path.is_relative_to(tree.path)
    }
    assert found == {str(modules / "planted"), str(modules / "planted-1.dist-info")}


def test_every_row_of_the_policy_has_a_reason_and_a_number() -> None:
    """A call that no architecture knows would be a typing error."""
    known = seccomp.numbers("x86_64").keys() | seccomp.numbers("aarch64").keys()
    for row in seccomp.TABLE:
        assert row.why
        assert not set(row.calls.split()) - known


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_decides_as_its_table_says(machine: str) -> None:
    """Run the program in an interpreter of our own, for every call and for those no row names."""
    program = seccomp.assemble(machine)
    names = {number: name for name, number in seccomp.numbers(machine).items()}
    rows = {name: row for row in seccomp.TABLE for name in row.calls.split()}
    for number in range(500):
        verdict = interpret(program, machine, number, (0, 0, 0, 0, 0, 0))
        row = rows.get(names.get(number, ""))
        if row is None:
            assert verdict == seccomp.DENY, number
        elif not row.when:
            assert verdict == row.verdict, row.calls


def test_foreign_entries_are_killed() -> None:
    """32-bit and x32 calls go around a table of numbers: the process ends."""
    program = seccomp.assemble("x86_64")

    assert interpret(program, "x86_64", 39, (0,) * 6, architecture=0x40000003) == 0x80000000
    assert interpret(program, "x86_64", 0x40000000 + 39, (0,) * 6) == 0x80000000


@pytest.mark.parametrize(
    ("call", "args", "allowed"),
    [
        ("socketpair", (1, 1, 0), True),
        ("socketpair", (1, 0o2000001, 0), True),  # with SOCK_CLOEXEC
        ("socketpair", (1, 2, 0), False),  # datagrams reach named sockets of the host
        ("socketpair", (2, 1, 0), False),
        ("sendto", (3, 0, 0, 0, 0, 0), True),
        ("sendto", (3, 0, 0, 0, 0x100000000, 0), False),  # a pointer has two halves
        ("clone", (0x3D0F00,), True),  # what pthread_create asks for
        ("clone", (17,), False),  # fork
        ("clone", (0x3D0F00 | 0x10000000,), False),  # with a user namespace
        ("kill", (7777, 9), True),
        ("kill", (1, 0), False),
        ("kill", (0xFFFFFFFF, 9), False),
        ("ioctl", (0, 0x5401), True),
        ("ioctl", (0, 0x5412), False),  # TIOCSTI
        ("ioctl", (0, 0x5412 + 2**32), False),
        ("fcntl", (3, 3), True),
        ("fcntl", (3, 8), False),  # F_SETOWN
        ("openat", (0, 0, 0o1000), False),  # truncate while reading
        ("openat", (0, 0, 0o1102), True),  # create, truncate, read and write
        ("prlimit64", (0, 7, 0, 1), True),
        ("prlimit64", (0, 7, 0x700000000000, 1), False),
        ("prlimit64", (1, 7, 0, 1), False),
    ],
)
def test_arguments_are_judged(call: str, args: tuple[int, ...], allowed: bool) -> None:
    """Conditions compare what the kernel compares."""
    program = seccomp.for_process(seccomp.assemble("x86_64"), 7777)

    verdict = interpret(program, "x86_64", seccomp.numbers("x86_64")[call], (*args, 0, 0, 0, 0, 0, 0)[:6])

    assert verdict == (0x7FFF0000 if allowed else seccomp.DENY)


def interpret(program: bytes, machine: str, number: int, args: tuple[int, ...], architecture: int | None = None) -> int:
    """Run a seccomp program on one call, as the kernel's classic BPF machine would."""
    import struct

    wanted = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[machine]
    data = struct.pack("<IIQ6Q", number, architecture or wanted, 0, *args)
    steps = list(struct.iter_unpack("HBBI", program))
    place, value = 0, 0
    while True:
        code, yes, no, k = steps[place]
        place += 1
        if code == 0x20:
            (value,) = struct.unpack_from("<I", data, k)
        elif code == 0x54:
            value &= k
        elif code == 0x06:
            return int(k)
        elif code == 0x05:
            place += k
        else:
            holds = value == k if code == 0x15 else value >= k
            assert code in (0x15, 0x35)
            place += yes if holds else no


def test_nothing_stays_behind_when_a_sandbox_is_closed(sandbox: Sandbox) -> None:
    """No process and no folder: also after a jail that left files."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        own = TamperedSandbox(sandbox.isolation.level, f"server.tempfile.tempdir = {folder!r}")
        with jail_in(own) as jail:
            ask(jail, write_and_read, "note.txt")
        watched = [os.pidfd_open(pid) for pid in descendants(own.server_pid)]

        own.close()

        assert all(ends(fd) for fd in watched)
        assert os.listdir(folder) == []


def leave_the_host(jail):  # type: ignore[no-untyped-def]
    import os
    import sys

    os.close(3)
    sys.modules["grader.protocol.frames"].__dict__.clear()


def test_a_broken_host_ends_its_process_and_shows_nothing_of_the_server(sandbox: Sandbox) -> None:
    """An exception that leaves the host must not unwind into the copy of the server around it."""
    with jail_in(sandbox) as jail:
        with pytest.raises(JailDied):
            ask(jail, leave_the_host)
        jail.close()

        assert b"server.py" not in jail.output()


# How warm


def loaded(jail):  # type: ignore[no-untyped-def]
    import sys

    return [name in sys.modules for name in ("flask", "sqlalchemy", "redis", "asyncio")]


@pytest.mark.parametrize(("preload", "heavy"), [(Preload.LIGHT, False), (Preload.FULL, True)])
def test_a_server_has_imported_what_its_warmth_says(sandbox: Sandbox, preload: Preload, heavy: bool) -> None:
    """Flask in any case; what a jail of a light server lacks, it can still import."""
    with (
        contextlib.closing(ForkedSandbox(sandbox.isolation.level, ENVIRONMENT, preload=preload)) as own,
        jail_in(own) as jail,
    ):
        assert ask(jail, loaded) == [True, heavy, heavy, heavy]
        assert ask(jail, import_all) == [True, True, True, True]


def import_all(jail):  # type: ignore[no-untyped-def]
    import asyncio
    import sys

    import redis
    import sqlalchemy

    return [name in sys.modules for name in ("flask", sqlalchemy.__name__, redis.__name__, asyncio.__name__)]


@pytest.mark.parametrize(
    ("text", "preload"),
    [
        (b"from flask import Flask, redirect", Preload.LIGHT),
        (b"from flask_sqlalchemy import SQLAlchemy", Preload.FULL),
        (b"    import redis", Preload.FULL),
        (b"async def page():", Preload.FULL),
        (b"    with jail.database() as database:", Preload.FULL),
    ],
)
def test_warmth_is_guessed_from_words(text: bytes, preload: Preload) -> None:
    """What files name is what they will import; other files change nothing."""
    assert policy.preload_of([b"\xff", text, b""], ENVIRONMENT) is preload
