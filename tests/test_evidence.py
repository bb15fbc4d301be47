"""Evidence: a file that a program left is read in a clean jail, after the program's end."""

from __future__ import annotations

import ast
import contextlib
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.grading.grader import Grader
from grader.guest import sqlite
from grader.guest.evidence import NotAnswered, Unreadable
from grader.model import CheckResult, Level, State
from grader.protocol.environment import Preload
from grader.protocol.packets import Kept
from grader.sandbox import remains
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.jail import JailDied, NotHandedOver, Sandbox
from grader.sandbox.levels import open_sandbox
from tests.conftest import ENVIRONMENT, MakeExercise, require_level
from tests.jails import TamperedSandbox, ask, descendants, jail_in, list_work
from tests.test_sandbox_server import FORKING, leave_orphans

CORPUS = Path(__file__).parent / "hostile" / "evidence"
NAMES = sorted(path.stem for path in (CORPUS / "programs").glob("*.py"))
LIMITS = "[limits]\nfile_bytes = 268435456\n"
NOTES = '''
from grader.checks import draw
from grader.checks.sqlite import Database

@probe
def save_all(jail, titles):
    """Save notes, one after the other"""
    app = jail.load("app")
    for title in titles:
        app.save(title)

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_saved(jail, clean, rng):
    """Each note is saved."""
    titles = draw.marks(rng, 3)
    save_all(jail, titles)

    database = Database.of(clean, jail.hand_over("notes.db"))

    assert database.rows("SELECT title FROM note ORDER BY id") == [[title] for title in titles], "every note must be saved"
'''


def program(kind: str, name: str) -> dict[str, bytes]:
    return {"app.py": (CORPUS / kind / f"{name}.py").read_bytes()}


def said_of(name: str) -> str:
    """Return what the student reads, as the docstring of a hostile program has it."""
    doc = ast.get_docstring(ast.parse(program("programs", name)["app.py"])) or ""
    return doc.partition("\n")[0].removeprefix("says: ").rstrip(".")


def graded(
    grader: Grader, make_exercise: MakeExercise, checks: str, files: dict[str, bytes], **options: str
) -> CheckResult:
    exercise = make_exercise(checks, points=1, load="", **options)
    (check,) = grader.grade_files(exercise, files, seed=1).checks
    return check


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_fails_the_check_in_words(grader: Grader, make_exercise: MakeExercise, name: str) -> None:
    """Whatever a program leaves, its check is lost and says why."""
    check = graded(grader, make_exercise, NOTES, program("programs", name), limits=LIMITS)

    assert check.state is State.FAILED
    assert check.message.startswith(said_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_its_honest_twin_passes(grader: Grader, make_exercise: MakeExercise, name: str) -> None:
    """Right programs leave logs, journals, open pools and much else."""
    check = graded(grader, make_exercise, NOTES, program("twins", name), limits=LIMITS)

    assert (check.state, check.message) == (State.PASSED, "")


# The way of a file


def scribble(jail, name, text):  # type: ignore[no-untyped-def]
    import os

    os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
    with open(name, "w") as file:
        file.write(text)
    return os.path.abspath(name)


@pytest.fixture(params=[Level.STRONG, Level.LANDLOCK, Level.NONE], ids=str)
def any_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    require_level(request.param)
    with contextlib.closing(open_sandbox(request.param, environment=ENVIRONMENT)) as sandbox:
        yield sandbox


def test_files_are_taken_from_a_jail_that_has_ended(any_sandbox: Sandbox) -> None:
    """Those that are there, as bytes; after that its program is asked nothing."""
    with jail_in(any_sandbox) as jail:
        ask(jail, scribble, "a.txt", "first")
        ask(jail, scribble, "deep/er/b.txt", "second")

        files = jail.hand_over("a.txt", "deep/er/b.txt", "nowhere.txt", "nowhere/c.txt")

        assert files == {"a.txt": b"first", "deep/er/b.txt": b"second"}
        with pytest.raises(JailDied):
            ask(jail, scribble, "a.txt", "third")


def test_the_next_jail_finds_none_of_them(any_sandbox: Sandbox) -> None:
    """What was kept for the judge is kept for nobody else."""
    for _ in range(6):
        with jail_in(any_sandbox, {"app.py": b""}) as jail:
            assert ask(jail, list_work) == ["app.py"]
            ask(jail, scribble, "a.txt", "mine")
            jail.hand_over("a.txt")


def test_a_file_that_is_no_file_is_refused(any_sandbox: Sandbox) -> None:
    """A folder, and a path that leads out of the work folder."""
    for name in ("deep", "../tmp/a.txt", "/etc/passwd"):
        with jail_in(any_sandbox) as jail:
            ask(jail, scribble, "deep/a.txt", "text")
            ask(jail, scribble, "../tmp/a.txt", "text")

            with pytest.raises(NotHandedOver, match="ordinary file"):
                jail.hand_over(name)


def test_all_files_together_are_bounded(any_sandbox: Sandbox) -> None:
    """The second one is too much."""
    with jail_in(any_sandbox) as jail:
        ask(jail, scribble, "a.txt", "a" * (5 << 20))
        ask(jail, scribble, "b.txt", "b" * (5 << 20))

        with pytest.raises(NotHandedOver, match=r"`b\.txt` must be no larger than 8 MiB"):
            jail.hand_over("a.txt", "b.txt")


ODD: dict[str, Callable[[Path], object]] = {
    "pipe": lambda folder: os.mkfifo(folder / "work" / "it"),
    "link": lambda folder: (folder / "work" / "it").symlink_to(folder / "outside"),
    "socket": lambda folder: os.mknod(folder / "work" / "it", stat.S_IFSOCK | 0o600),
    "device": lambda folder: (folder / "work" / "it").symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("what", ODD)
def test_what_could_hold_up_or_lead_out_is_not_opened(tmp_path: Path, what: str) -> None:
    """Nobody waits for a writer, and no link is followed."""
    (tmp_path / "work").mkdir()
    (tmp_path / "outside").write_text("secret")
    ODD[what](tmp_path)

    assert remains.opened_below(str(tmp_path), "it") is Kept.NO_FILE


def test_no_folder_on_the_way_may_be_a_link(tmp_path: Path) -> None:
    """The work folder itself among them."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "it").write_text("secret")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "way").symlink_to(tmp_path / "outside")

    assert remains.opened_below(str(tmp_path), "way/it") is Kept.NO_FILE

    (tmp_path / "work" / "way").unlink()
    (tmp_path / "work").rmdir()
    (tmp_path / "work").symlink_to(tmp_path / "outside")

    assert remains.opened_below(str(tmp_path), "it") is Kept.NO_FILE


def test_a_terabyte_of_nothing_is_refused(tmp_path: Path) -> None:
    """However little of it is on the disk."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "it").touch()
    os.truncate(tmp_path / "work" / "it", 1 << 40)
    fd = remains.opened_below(str(tmp_path), "it")
    assert isinstance(fd, int)

    with open(fd, "rb"), pytest.raises(remains.TooLarge):
        remains.read(fd, 1 << 20)


@pytest.mark.parametrize("level", [Level.STRONG, Level.LANDLOCK])
def test_the_fork_server_never_reads_what_it_hands_on(level: Level) -> None:
    """What it never read cannot be found in its heap by a later program."""
    require_level(level)
    script = """
        end = server.Server._end

        def read(*_):
            raise AssertionError("the server read a file")

        def end_without_reading(*args):
            server.os.read = server.os.pread = read
            return end(*args)

        server.Server._end = end_without_reading
    """

    with contextlib.closing(TamperedSandbox(level, script)) as sandbox, jail_in(sandbox) as jail:
        ask(jail, scribble, "a.txt", "text")

        assert jail.hand_over("a.txt") == {"a.txt": b"text"}


@pytest.mark.parametrize("level", [Level.STRONG, Level.LANDLOCK])
def test_handing_over_leaves_no_descriptor_behind(level: Level) -> None:
    """Neither here nor in the server; not even where a file is refused."""
    require_level(level)
    with contextlib.closing(ForkedSandbox(level, ENVIRONMENT, preload=Preload.LIGHT)) as sandbox:
        counts = []
        for name in ("a.txt", "a.txt", "deep", "a.txt", "deep", "nowhere.txt"):
            with jail_in(sandbox) as jail:
                ask(jail, scribble, "a.txt", "text")
                ask(jail, scribble, "deep/a.txt", "text")
                with contextlib.suppress(NotHandedOver):
                    jail.hand_over(name, "a.txt")
            counts.append([len(os.listdir("/proc/self/fd")), _open_in(sandbox)])

    assert counts[2:] == counts[1:2] * 4  # the first one makes what the server keeps


def _open_in(sandbox: ForkedSandbox) -> int:
    """How many descriptors the processes of a fork server hold for good; those of an answer it closes when it is sent."""
    pids = [sandbox.server_pid, *descendants(sandbox.server_pid)]
    counts = []
    for _ in range(20):
        sandbox.reset()
        counts.append(sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids))
    return min(counts)


def append_for_ever(jail):  # type: ignore[no-untyped-def]
    import threading

    def append():  # type: ignore[no-untyped-def]
        while True:
            with open("a.txt", "a") as file:
                file.write("line\n")

    threading.Thread(target=append, daemon=True).start()


def test_nothing_is_written_any_more_when_a_file_is_opened(sandbox: Sandbox) -> None:
    """A program that goes on after its answer is dead before anybody looks."""
    with jail_in(sandbox) as jail:
        ask(jail, scribble, "a.txt", "")
        ask(jail, append_for_ever)

        files = jail.hand_over("a.txt")

        assert set(files["a.txt"].split(b"\n")[:-1]) <= {b"line"}


def test_a_survivor_of_a_jail_is_ended_before_its_files_are_opened() -> None:
    """Where programs may start others, none of those is left."""
    require_level(Level.STRONG)
    forking = TamperedSandbox(Level.STRONG, FORKING, "server.main(policy)")
    with contextlib.closing(forking) as sandbox, jail_in(sandbox) as jail:
        ask(jail, leave_orphans, 3)
        ask(jail, scribble, "a.txt", "text")

        assert jail.hand_over("a.txt") == {"a.txt": b"text"}


# Reading and replaying, asked directly


def made(path: Path, *statements: str) -> sqlite.Database:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return sqlite.Database(str(path), path.name)


def test_a_database_describes_itself(tmp_path: Path) -> None:
    """Tables, columns, foreign keys and what must be unique."""
    database = made(
        tmp_path / "a.db",
        "CREATE TABLE one (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL UNIQUE)",
        "CREATE TABLE two (a INTEGER, b INTEGER REFERENCES one (id), PRIMARY KEY (b, a))",
        "CREATE VIEW three AS SELECT 1",
    )

    with contextlib.closing(database):
        assert database.tables == ["one", "two"]
        assert database.columns("one") == [["id", "INTEGER", False, 1], ["name", "VARCHAR(50)", True, 0]]
        assert database.columns("two") == [["a", "INTEGER", False, 2], ["b", "INTEGER", False, 1]]
        assert database.foreign_keys("two") == [["b", "one", "id"]]
        assert (database.unique("one"), database.unique("two")) == ([["name"]], [["b", "a"]])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * FROM seen", "`seen` in `a.db` must be a table, not a view"),
        ("SELECT * FROM one JOIN seen", "`seen` in `a.db` must be a table, not a view"),
        ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", "million steps"),
        ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", "no more than 10000 rows"),
        ("SELECT data FROM bytes", "must be texts, numbers or NULL"),
        ("SELECT 9e999", "must be texts, numbers or NULL"),
    ],
)
def test_what_a_program_left_is_to_blame_in_words(tmp_path: Path, query: str, said: str) -> None:
    """Views, too many steps, too many rows, values that are no data."""
    database = made(
        tmp_path / "a.db",
        "CREATE TABLE one (id INTEGER)",
        "CREATE VIEW seen AS SELECT 1 AS id",
        "CREATE TABLE bytes (data)",
        "INSERT INTO bytes VALUES (x'00ff')",
    )

    with contextlib.closing(database), pytest.raises(Unreadable, match=said):
        database.rows(query)


@pytest.mark.parametrize("query", ["INSERT INTO one VALUES (1)", "PRAGMA query_only = OFF", "ATTACH 'b.db' AS b"])
def test_a_query_writes_nothing_and_leads_nowhere(tmp_path: Path, query: str) -> None:
    """Only reading is permitted."""
    with contextlib.closing(made(tmp_path / "a.db", "CREATE TABLE one (id INTEGER)")) as database:
        with pytest.raises(Unreadable):
            database.rows(query)

        assert database.rows("SELECT count(*) FROM one") == [[0]]


def test_a_table_that_is_missing_may_be_the_questions_fault(tmp_path: Path) -> None:
    """So the reference is asked; the student reads what is missing."""
    database = made(tmp_path / "a.db", "CREATE TABLE one (id INTEGER)")

    with contextlib.closing(database), pytest.raises(NotAnswered, match="no such table: two"):
        database.rows("SELECT * FROM two")


def test_statements_are_replayed_on_other_rows() -> None:
    """In order, with their parameters, and each with its rows."""
    given = ["CREATE TABLE one (id INTEGER, name TEXT)", ["INSERT INTO one VALUES (?, ?)", [7, "ada"]]]

    rows = sqlite.replay(given, ["UPDATE one SET id = id + 1", ["SELECT id FROM one WHERE name = :n", {"n": "ada"}]])

    assert rows == [[], [[8]]]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT nothing",
        "SELECT 1; SELECT 2",
        "ATTACH 'other.db' AS other",
        "PRAGMA trusted_schema = ON",
        "VACUUM INTO 'other.db'",
        "SELECT load_extension('x')",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "\0",
    ],
)
def test_a_statement_that_cannot_be_executed_fails_in_words(statement: str) -> None:
    """Whoever sent it reads it, and why."""
    with pytest.raises(Unreadable):
        sqlite.replay([], [statement])


# What checks may ask for, and when

SAVED = '''
@probe
def save(jail, text):
    """Save a text"""
    jail.load("app").save(text)
'''
KEEPS_THE_TEXT = b"def save(text):\n    open('kept.txt', 'w').write(text)\n"


def test_the_bytes_of_any_file_can_be_compared(grader: Grader, make_exercise: MakeExercise) -> None:
    """An upload, for instance, needs no database and no clean jail."""
    checks = (
        SAVED
        + '''
@pytest.mark.task(1)
@pytest.mark.points(1)
def test_kept(jail, rng):
    """The text is kept."""
    text = f"text {rng.random()}"
    save(jail, text)

    assert jail.hand_over("kept.txt").content == text.encode(), "the file must hold the text"
'''
    )

    kept = graded(grader, make_exercise, checks, {"app.py": KEEPS_THE_TEXT})
    lost = graded(grader, make_exercise, checks, {"app.py": b"def save(text):\n    pass\n"})

    assert kept.state is State.PASSED
    assert lost.message == "There must be a file `kept.txt` when your program has ended."
    assert (lost.asked, kept.state) == ("the file kept.txt, when your program has ended", State.PASSED)


@pytest.mark.parametrize(
    ("misuse", "said"),
    [
        ("jail.hand_over('kept.txt'); jail.hand_over('kept.txt')", "the jail has handed over a file, and ended"),
        ("jail.hand_over('kept.txt'); save(jail, 'again')", "the jail has handed over a file, and ended"),
        ("clean.hand_over('kept.txt')", "nothing to hand over"),
        ("jail.hand_over('../kept.txt')", "no relative path"),
        ("jail.holding(jail.hand_over('kept.txt'))", "evidence is read in a clean jail"),
    ],
)
def test_a_check_that_asks_wrongly_is_broken(
    grader: Grader, make_exercise: MakeExercise, misuse: str, said: str
) -> None:
    """Its author's fault, and nobody's loss."""
    checks = f'''{SAVED}
@pytest.mark.task(1)
@pytest.mark.points(1)
def test_kept(jail, clean):
    """The text is kept."""
    save(jail, "text")
    {misuse}
'''

    check = graded(grader, make_exercise, checks, {"app.py": KEEPS_THE_TEXT}, reference=KEEPS_THE_TEXT.decode())

    assert check.state is State.BROKEN
    assert said in check.detail


SALES = '''
from grader.checks import draw
from grader.checks.sqlite import replay

@probe
def statements_of(jail, shop):
    """Record what is sent"""
    from sqlalchemy import create_engine, text
    from sqlalchemy.orm import Session

    app, engine = jail.load("app"), create_engine("sqlite://")
    with Session(engine) as session:
        session.execute(text("CREATE TABLE sale (shop TEXT, amount INTEGER)"))
        with jail.sql(with_parameters=True) as sent:
            app.total(session, shop)
    return sent

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_total(jail, clean, rng):
    """The database adds up."""
    shop, other = draw.words(rng, 2)
    rows = [[shop, 3], [other, 4], [shop, rng.randint(5, 9)]]
    given = ["CREATE TABLE sale (shop TEXT, amount INTEGER)", *(["INSERT INTO sale VALUES (?, ?)", row] for row in rows)]

    *_, found = replay(clean, statements_of(jail, shop), given=given)

    assert found == [[rows[0][1] + rows[2][1]]], "one statement must ask for the sum"
'''
ASKS = (
    "from sqlalchemy import text\ndef total(session, shop):\n    session.execute(text({query!r}), {{'shop': shop}})\n"
)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT sum(amount) FROM sale WHERE shop = :shop", ""),
        ("SELECT sum(amount) FROM sale WHERE shop > :shop", "one statement must ask for the sum."),
        ("SELECT 0 WHERE :shop > ''", "one statement must ask for the sum."),
        (
            "ATTACH 'other.db' AS other",
            "The statement `ATTACH 'other.db' AS other` cannot be executed: not authorized.",
        ),
    ],
)
def test_statements_are_judged_on_rows_that_the_program_never_saw(
    grader: Grader, make_exercise: MakeExercise, query: str, said: str
) -> None:
    """What they do there counts, and not what the program says of them."""
    check = graded(grader, make_exercise, SALES, {"app.py": ASKS.format(query=query).encode()})

    assert (check.state, check.message) == (State.FAILED if said else State.PASSED, said)


def test_a_table_that_every_answer_lacks_is_the_authors_fault(grader: Grader, make_exercise: MakeExercise) -> None:
    """The reference is asked the same."""
    right = program("twins", "uncommitted_session")
    checks = NOTES.replace("FROM note", "FROM notes")

    check = graded(grader, make_exercise, checks, right, reference=right["app.py"].decode())

    assert check.state is State.BROKEN


def test_a_table_that_only_the_submission_lacks_fails_in_words(grader: Grader, make_exercise: MakeExercise) -> None:
    """The student reads which."""
    right = program("twins", "uncommitted_session")
    wrong = {"app.py": right["app.py"].replace(b'"note"', b'"notes"')}

    check = graded(grader, make_exercise, NOTES, wrong, reference=right["app.py"].decode())

    assert (check.state, check.message) == (
        State.FAILED,
        "`notes.db` does not hold what is asked for: no such table: note.",
    )
