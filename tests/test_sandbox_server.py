"""The fork server: the steps into a jail, what a jail leaves behind, and what arrives at the control socket."""

from __future__ import annotations

import contextlib
import errno
import inspect
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.errors import JailBroken, SandboxUnavailable
from grader.model import Level, State
from grader.protocol import packets
from grader.protocol.environment import Preload
from grader.protocol.limits import Limits
from grader.sandbox import confine, removal
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.jail import JailDied, JailKilled, Sandbox
from grader.sandbox.launch import Launched
from grader.sandbox.levels import Opening
from tests.conftest import require_level
from tests.jails import ENVIRONMENT, TamperedSandbox, ask, descendants, ends, jail_in, list_work


@pytest.fixture
def own_sandbox(sandbox: Sandbox) -> Iterator[ForkedSandbox]:
    """A server of one's own, to be treated badly."""
    with contextlib.closing(ForkedSandbox(sandbox.isolation.level, ENVIRONMENT, preload=Preload.LIGHT)) as own:
        yield own


def compute(jail):  # type: ignore[no-untyped-def]
    return 6 * 7


# Entering a jail

STEPS = {
    "arrange descriptors": "confine._arrange_descriptors",
    "start a session": "confine._start_session",
    "mount the work folder": "confine._mount_work",
    "change user": "confine._change_user",
    "drop privileges": "confine._drop_privileges",
    "take the job": "confine.frames.receive_job",
    "write the files": "confine._write_files",
    "clean the environment": "confine._clean_environment",
    "limit resources": "confine._limit_resources",
    "restrict files": "confine._restrict_files",
    "filter system calls": "kernel.seccomp_load",
    "probe oneself": "confine._probe_oneself",
}


@pytest.mark.parametrize(("step", "function"), STEPS.items(), ids=STEPS)
def test_each_step_that_fails_reports_its_own_name(step: str, function: str) -> None:
    """And what was wrong; nothing of the submission runs."""
    require_level(level := Level.STRONG if step == "mount the work folder" else Level.LANDLOCK)
    script = f"def fail(*args, **named): raise OSError('made to fail')\n{function} = fail"

    with contextlib.closing(TamperedSandbox(level, script)) as sandbox, pytest.raises(JailBroken) as broken:
        sandbox.open(*job())

    assert f"`{step}`: OSError: made to fail" in broken.value.fact


def job():  # type: ignore[no-untyped-def]
    from grader.protocol import frames

    return frames.Job(files={}, entry="", runs_code=True, body_bytes=1 << 20, header_bytes=1 << 16), Limits()


def test_every_step_is_tried_above() -> None:
    """A new step is made to fail too."""
    assert re.findall(r'_step\("(.+)"\)', inspect.getsource(confine)) == list(STEPS)


@pytest.mark.parametrize(
    ("script", "seen"),
    [
        ("confine._restrict_files = lambda: None", "a file outside could be opened"),
        ("kernel.seccomp_load = lambda program: None", "a socket could be made"),
        (
            "rows = [row for row in seccomp.TABLE if row.calls not in ('clone', 'fork vfork execve execveat')]\n"
            "rows.append(seccomp.SyscallRule(calls='clone fork', why='a mistake'))\n"
            "program = seccomp.assemble(server.platform.machine(), rows)\n"
            "seccomp.assemble = lambda machine, table: program",
            "a process could be started",
        ),
    ],
    ids=["no Landlock", "no filter", "a filter with a hole"],
)
def test_a_confinement_with_one_wall_left_out_is_noticed_from_inside(script: str, seen: str) -> None:
    """Every jail tries the walls before it says that it is ready, whatever each step has reported."""
    require_level(Level.LANDLOCK)
    with contextlib.closing(TamperedSandbox(Level.LANDLOCK, script)) as sandbox, pytest.raises(JailBroken) as broken:
        sandbox.open(*job())

    assert f"`probe oneself`: RuntimeError: {seen}" in broken.value.fact


# Taking ground


def test_the_process_left_behind_holds_no_library() -> None:
    """At `strong` the server is a child of the process that was started, and the libraries are in memory once."""
    require_level(Level.STRONG)
    with contextlib.closing(ForkedSandbox(Level.STRONG, ENVIRONMENT, preload=Preload.LIGHT)) as sandbox:
        mapped = Path(f"/proc/{sandbox.server_pid}/maps").read_text()

        assert "libc" in mapped
        assert "_sqlite3" not in mapped


def test_a_machine_without_namespaces_says_so_before_anything_is_imported() -> None:
    """What is tried first fails first, and the reason is the kernel's own."""
    require_level(Level.LANDLOCK)
    script = (
        "def refuse(*args): raise OSError(1, 'mount none on /: Operation not permitted')\n"
        "kernel.mount = refuse\n"
        "server.preload.up = lambda *args: server.os._exit(9)"
    )

    with pytest.raises(SandboxUnavailable) as refused:
        TamperedSandbox(Level.STRONG, script)

    assert "mount none on /: Operation not permitted" in refused.value.fact


@pytest.mark.parametrize("level", [Level.STRONG, Level.LANDLOCK])
def test_a_library_that_starts_a_thread_is_noticed(level: Level) -> None:
    """A fork would not take the thread along."""
    require_level(level)
    script = "server.preload.up = lambda *args: server.threading.Thread(target=server.signal.pause).start()"

    with pytest.raises(SandboxUnavailable) as refused:
        TamperedSandbox(level, script)

    assert "a library started a thread" in refused.value.fact


def test_a_server_whose_worker_was_killed_ends_with_all_its_jails() -> None:
    """Even while somebody else still holds its control socket."""
    require_level(Level.STRONG)
    with subprocess.Popen([sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        outermost = int(worker.stdout.readline())
        watched = [os.pidfd_open(pid) for pid in (outermost, *descendants(outermost))]

        worker.kill()
        worker.wait()

        assert len(watched) >= 3  # the outermost process, the server, the program
        assert all(ends(fd) for fd in watched)


WORKER = """
import os, sys, time
from grader.model import Level
from grader.protocol.environment import Preload
from grader.sandbox.forked import ForkedSandbox
from tests.jails import ENVIRONMENT, jail_in
sandbox = ForkedSandbox(Level.STRONG, ENVIRONMENT, preload=Preload.LIGHT)
if (child := os.fork()) == 0:
    sys.stdin.read()  # holds the control socket until the test is through
    os._exit(0)
with jail_in(sandbox):
    print(sandbox.server_pid, flush=True)
    time.sleep(600)
"""


# Forking


def look_around(jail):  # type: ignore[no-untyped-def]
    import asyncio
    import concurrent.futures
    import ctypes
    import logging
    import os
    import queue
    import signal
    import threading
    import weakref

    async def answer():  # type: ignore[no-untyped-def]
        return await asyncio.to_thread(lambda: 6 * 7)

    def work():  # type: ignore[no-untyped-def]
        logging.getLogger("thread").error("logged in a thread")
        results.put([threading.current_thread() is thread, threading.get_native_id() == thread.native_id])

    class Thing:
        pass

    results = queue.Queue()  # type: ignore[var-annotated]
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(5)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        squares = list(pool.map(lambda number: number**2, range(3)))
    thing, gone, rung = Thing(), [], []
    weakref.finalize(thing, gone.append, "thing")
    del thing
    signal.signal(signal.SIGUSR1, lambda *_: rung.append("signal"))
    os.kill(os.getpid(), signal.SIGUSR1)
    main = threading.main_thread()
    return {
        "main": main is threading.current_thread() and main.is_alive() and threading.active_count() == 1,
        "native": main.native_id == threading.get_native_id(),
        "ident": main.ident == threading.get_ident(),
        "thread": [*results.get(timeout=5), thread.is_alive()],
        "squares": squares,
        "pid": os.getpid() == ctypes.CDLL(None).getpid(),
        "asyncio": asyncio.run(answer()),
        "gone": gone,
        "rung": rung,
    }


def test_a_jail_is_like_a_process_of_its_own(sandbox: Sandbox) -> None:
    """Threads, executors, event loops, signals, loggers and ids work as if Python had just been started."""
    with jail_in(sandbox) as jail:
        seen = ask(jail, look_around)
        jail.close()
        printed = jail.output()

    assert seen == {
        "main": True,
        "native": True,
        "ident": True,
        "thread": [True, True, False],
        "squares": [0, 1, 4],
        "pid": True,
        "asyncio": 42,
        "gone": ["thing"],
        "rung": ["signal"],
    }
    assert printed.count(b"logged in a thread") == 1


def was_called(jail):  # type: ignore[no-untyped-def]
    import sys

    return getattr(sys, "hooked", False)


@pytest.mark.parametrize("level", [Level.STRONG, Level.LANDLOCK])
def test_a_library_that_wants_to_know_of_forks_is_told(level: Level) -> None:
    """Only the hooks of the standard library, which a process of one thread does not need, are left out."""
    require_level(level)
    script = (
        "import os, sys\n"
        "server.preload.up = lambda *args: os.register_at_fork(after_in_child=lambda: setattr(sys, 'hooked', True))"
    )

    with contextlib.closing(TamperedSandbox(level, script)) as sandbox, jail_in(sandbox) as jail:
        assert ask(jail, was_called) is True


def test_neither_our_libraries_nor_the_courses_need_hooks_of_their_own() -> None:
    """What forks jails quickly is given up for none of them."""
    script = """
        from grader.sandbox.leanfork import LeanFork

        fork = LeanFork()
        with fork.watching():
            from grader.sandbox import policy, server
            from grader.protocol.environment import Preload
            from tests.jails import ENVIRONMENT

            switched_on = [server.kits.load(name) for name in ENVIRONMENT.kits]
            server.preload.up(Preload.FULL, switched_on, policy.modules_of(ENVIRONMENT, Preload.FULL))
        print(fork.is_lean)
    """

    ran = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)

    assert ran.stdout == "True\n"


# Process ids at `strong`

FORKING = """
    rows = [row for row in seccomp.TABLE if row.calls not in ('clone', 'fork vfork execve execveat')]
    rows.append(seccomp.SyscallRule(calls='clone fork', why='as a program jail will'))
    policy = server.JailPolicy(table=rows, may_fork=True, slots=1)
"""


@pytest.fixture
def forking() -> Iterator[ForkedSandbox]:
    """One slot, whose programs may start processes."""
    require_level(Level.STRONG)
    with contextlib.closing(TamperedSandbox(Level.STRONG, FORKING, "server.main(policy)")) as sandbox:
        yield sandbox


def leave_orphans(jail, how_many):  # type: ignore[no-untyped-def]
    import os
    import signal
    import time

    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    started = 0
    for _ in range(how_many):
        child = os.fork()
        if child == 0:
            if os.fork() == 0:
                while True:
                    time.sleep(60)
            os._exit(0)
        os.waitpid(child, 0)
        started += 1
    return started


def multiply(jail):  # type: ignore[no-untyped-def]
    import os

    while True:
        try:
            os.fork()
        except OSError:
            continue


def test_what_a_program_started_is_ended_before_the_next_check(forking: ForkedSandbox) -> None:
    """Orphans that ignore signals: none lives when the jail was closed, and the next one is well."""
    with jail_in(forking) as jail:
        assert ask(jail, leave_orphans, 20) == 20
        assert len(descendants(forking.server_pid)) == 1 + 1 + 1 + 20
        jail.close()

        assert len(descendants(forking.server_pid)) == 2  # the server, and the slot's first process
    with jail_in(forking) as jail:
        assert ask(jail, compute) == 42


def test_processes_that_multiply_are_ended_too(forking: ForkedSandbox) -> None:
    """A fork bomb, bounded by the limit on processes, dies with its check."""
    with jail_in(forking, wall_ms=500, threads=16) as jail, pytest.raises(JailDied) as death:
        ask(jail, multiply)

    assert death.value.state is State.TIMED_OUT
    assert len(descendants(forking.server_pid)) == 2
    with jail_in(forking) as jail:
        assert ask(jail, compute) == 42


def test_a_slot_whose_first_process_died_is_made_anew(strong: Sandbox) -> None:
    """It takes the jail in it along, which is ours to report; after `revive` all is well."""
    with contextlib.closing(ForkedSandbox(Level.STRONG, ENVIRONMENT, preload=Preload.LIGHT)) as own:
        with jail_in(own) as jail:
            _, first, program = descendants(own.server_pid)
            watched = os.pidfd_open(program)
            os.kill(first, signal.SIGKILL)
            assert ends(watched)
            with pytest.raises(JailKilled):
                ask(jail, compute)

        own.revive()

        with jail_in(own) as jail:
            assert ask(jail, compute) == 42


def test_a_first_process_that_died_while_nobody_was_there_costs_one_attempt(strong: Sandbox) -> None:
    """The jail that was to go there is not made; the next one is."""
    with contextlib.closing(ForkedSandbox(Level.STRONG, ENVIRONMENT, preload=Preload.LIGHT)) as own:
        with jail_in(own):
            pass
        _, first = descendants(own.server_pid)
        watched = os.pidfd_open(first)
        os.kill(first, signal.SIGKILL)
        assert ends(watched)
        with pytest.raises(JailBroken), jail_in(own):
            pass

        with jail_in(own) as jail:
            assert ask(jail, compute) == 42


# What a jail leaves behind


def make_folders_without_rights(jail):  # type: ignore[no-untyped-def]
    import os

    os.mkdir("z0", 0)
    os.mkdir("z1", 0o300)
    os.mkdir("z1/inner", 0o300)
    with open("z1/inner/file", "w"):
        pass
    os.mkdir("z1/inner/z2", 0)
    return "made"


def make_nested_folders(jail):  # type: ignore[no-untyped-def]
    import os

    depth = 0
    try:
        while depth < 1500:
            os.mkdir("d")
            os.chdir("d")
            depth += 1
    except OSError:
        pass
    return depth > 400  # where inodes are bounded, as many as there are


@pytest.mark.parametrize("mess", [make_folders_without_rights, make_nested_folders])
def test_a_work_folder_in_disorder_harms_nobody(own_sandbox: ForkedSandbox, mess: object) -> None:
    """Folders nobody may enter, a depth that no recursion reaches: the next jail in the slot is empty."""
    with jail_in(own_sandbox) as jail:
        assert ask(jail, mess)  # type: ignore[arg-type]
        end = jail.close()

    assert end is not None
    assert end.exit_code is not None
    with jail_in(own_sandbox) as jail:
        assert ask(jail, list_work) == []


# Everything is imported first: an ordinary user may not be able to read the Python that root runs.
ORDINARY_USER = """
    import os

    def as_ordinary_user(level, profile, environment, jail_policy):
        modules = server.policy.modules_of(environment, profile)
        server.preload.up(profile, map(server.kits.load, environment.kits), modules)
        server.preload.up = lambda *_: None
        server.policy.readable_trees = lambda _: []
        os.setgroups([])
        os.setresgid(12345, 12345, 12345)
        os.setresuid(12345, 12345, 12345)
        kernel.set_dumpable(True)  # as a program is that a user starts
        return prepare(level, profile, environment, jail_policy)

    prepare, server._prepare = server._prepare, as_ordinary_user
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests run as an ordinary user anyway")
@pytest.mark.parametrize("mess", [make_folders_without_rights, make_nested_folders])
def test_a_server_without_root_gets_rid_of_it_as_well(sandbox: Sandbox, mess: object) -> None:
    """An ordinary user can neither enter nor list nor move a folder without rights."""
    with contextlib.closing(TamperedSandbox(sandbox.isolation.level, ORDINARY_USER)) as own:
        assert "own user no" in own.isolation.detail
        for _ in range(2):
            with jail_in(own) as jail:
                assert ask(jail, list_work) == []
                assert ask(jail, mess)  # type: ignore[arg-type]


WITHOUT_RIGHTS = """
import os, sys
from grader.sandbox import removal
os.chdir(sys.argv[1])
if os.geteuid() == 0:
    os.setresuid(12345, 12345, 12345)
os.makedirs("work/inner/none")
os.mkdir("aside")
os.chmod("work/inner/none", 0)
os.chmod("work/inner", 0)
removal.empty("work", "aside")
assert not os.listdir("work") + os.listdir("aside")
"""


def test_folders_without_rights_are_removed_without_root() -> None:
    """Each is given rights before it is moved aside and entered."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)

        done = subprocess.run([sys.executable, "-c", WITHOUT_RIGHTS, folder], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()


def make_ten_folders(jail):  # type: ignore[no-untyped-def]
    import os

    for number in range(10):
        os.mkdir(str(number))
    return len(os.listdir())


def test_a_slot_that_cannot_be_emptied_is_given_up_and_another_made() -> None:
    """Each of ten submissions leaves too much: each has its own end, and the next an empty folder."""
    require_level(Level.LANDLOCK)
    script = "empty = removal.empty\nremoval.empty = lambda folder, aside, most=5: empty(folder, aside, most)"
    with contextlib.closing(TamperedSandbox(Level.LANDLOCK, script)) as sandbox:
        for _ in range(10):
            with jail_in(sandbox) as jail:
                assert ask(jail, make_ten_folders) == 10
                end = jail.close()

            assert end is not None
            assert end.exit_code is not None


def test_links_are_removed_and_not_followed(tmp_path: Path) -> None:
    """What they point to stays."""
    work, aside, outside = tmp_path / "work", tmp_path / "aside", tmp_path / "outside"
    for folder in (work, aside, outside):
        folder.mkdir()
    (outside / "kept").touch()
    (work / "link").symlink_to(outside)
    (work / "inner").mkdir()
    (work / "inner" / "link").symlink_to(outside / "kept")

    removal.empty(str(work), str(aside))

    assert (outside / "kept").exists()
    assert not [*work.iterdir(), *aside.iterdir()]


def test_removing_is_bounded(tmp_path: Path) -> None:
    """Above the bound it gives up, and says why; what waits beside is removed by the next attempt."""
    work, aside = tmp_path / "work", tmp_path / "aside"
    aside.mkdir()
    for number in range(6):
        (work / f"{number}" / "inner").mkdir(parents=True)
    with pytest.raises(OSError, match="more files") as problem:
        removal.empty(str(work), str(aside), most=10)

    removal.empty(str(work), str(aside), most=12)

    assert problem.value.errno == errno.E2BIG
    assert not [*work.iterdir(), *aside.iterdir()]


# What arrives at the control socket


def say(sandbox: ForkedSandbox, data: bytes, *fds: int, answers: bool = True) -> packets.FromServer | None:
    """Send a packet to the server, and return what it says to that."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        socket.send_fds(sandbox._control, [data], [theirs.fileno(), *fds] if answers else [])
        theirs.close()
        ours.settimeout(20)
        said = ours.recv(packets.PACKET_BYTES)
        return msgspec.json.decode(said, type=packets.FromServer) if said else None


@pytest.mark.parametrize(
    "data",
    [b"\xff", b"{}", b"[" * 9000, b'{"kind":"spawn"}', b'{"kind":"end","jail":7}', bytes(20_000)],
    ids=["no text", "no kind", "nested", "no limits", "a number for an id", "too long"],
)
def test_a_packet_that_says_nothing_is_refused_and_the_server_lives(own_sandbox: ForkedSandbox, data: bytes) -> None:
    """It fails by itself; jails are made as before."""
    assert isinstance(say(own_sandbox, data), packets.Failed)
    with jail_in(own_sandbox) as jail:
        assert ask(jail, compute) == 42


@pytest.mark.parametrize(
    "data", [b"", b"\xff", msgspec.json.encode(packets.Reset())], ids=["empty", "rubbish", "reset"]
)
def test_a_packet_that_wants_no_answer_gets_none(own_sandbox: ForkedSandbox, data: bytes) -> None:
    """Also an empty one, which looks as if the other side had closed."""
    assert say(own_sandbox, data, answers=False) is None
    with jail_in(own_sandbox) as jail:
        assert ask(jail, compute) == 42


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_jail_without_its_descriptors_is_not_made(own_sandbox: ForkedSandbox, count: int) -> None:
    """Too few fail; too many never arrive."""
    reading, writing = os.pipe()
    answer = say(own_sandbox, msgspec.json.encode(packets.Spawn(limits=Limits())), *[writing] * count)
    os.close(reading)
    os.close(writing)

    assert isinstance(answer, packets.Failed if count < 2 else packets.Spawned)


def test_a_word_about_a_jail_that_is_gone_touches_no_other(own_sandbox: ForkedSandbox) -> None:
    """A judge that was given up wakes and ends its jail: the server lives, and so does the jail in that slot."""
    ids = []
    spawn = own_sandbox._spawn
    own_sandbox._spawn = lambda *args: ids.append(spawn(*args)) or ids[-1]  # type: ignore[method-assign,func-returns-value]
    with jail_in(own_sandbox):
        pass

    with jail_in(own_sandbox) as jail:
        answer = say(own_sandbox, msgspec.json.encode(packets.End(jail=ids[0])))

        assert answer == packets.Failed(step="End", problem="LookupError: that jail is gone")
        assert ask(jail, compute) == 42


def test_an_answer_reaches_only_who_asked(own_sandbox: ForkedSandbox) -> None:
    """A judge may die between its question and the answer: the next one does not read it."""
    reading, writing = os.pipe()
    unread, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    question = [msgspec.json.encode(packets.Spawn(limits=Limits()))]
    socket.send_fds(own_sandbox._control, question, [theirs.fileno(), writing, writing])
    theirs.close()

    with jail_in(own_sandbox) as jail:
        assert ask(jail, compute) == 42
    unread.close()
    os.close(reading)
    os.close(writing)


def test_a_server_that_nobody_needs_ends() -> None:
    """It was launched ahead, and is never told what for."""
    launched = Launched()

    launched.close()

    assert launched.process.returncode == 0


def test_a_server_may_be_launched_before_its_level_is_known(sandbox: Sandbox) -> None:
    """It becomes what it is told to; whoever tells it need not wait."""
    level = sandbox.isolation.level
    own = ForkedSandbox(level, ENVIRONMENT, preload=Preload.LIGHT, server=Launched(), waits=False)

    with contextlib.closing(own):
        own.require_started()
        assert own.isolation.level is level
        with jail_in(own) as jail:
            assert ask(jail, list_work) == []


def test_a_sandbox_that_is_given_up_on_its_way_leaves_nothing() -> None:
    """Closing it ends the server, however far it has come."""
    opening = Opening(environment=ENVIRONMENT, preload=Preload.LIGHT)
    assert opening.candidate is not None

    opening.close()

    assert not Path(f"/proc/{opening.candidate.server_pid}").exists()
