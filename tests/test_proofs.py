"""What a check's points rest on, read from its source; and the table in the docs.

`REGENERATE_GOLDEN=1 python -m pytest tests/test_proofs.py` makes the table anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.audit.findings import Part
from grader.audit.proof_table import with_table
from grader.audit.report import proof_words
from grader.course import Course, Proof, points_by_proof
from grader.course.proofs import proof_of
from tests.audit_course import AuditCourse

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/reference/proofs.md"

PROBES = """
from grader.checks import application, probe

@probe
def value(jail, name):
    return jail.load("app").f(name)

@probe
def text(jail):
    return jail.read("app.py")

@probe
def rows(clean):
    with clean.sqlite("a.db") as database:
        return database.rows("SELECT 1")

@application
def made(jail, name):
    return jail.load("app").make(name)
"""
CASES = {
    "a page": ("client, rng", "assert client.get(rng.random()).text == '1'", Proof.EXCHANGE),
    "a client of the jail": ("jail, rng", "c = jail.client()\n    assert c.get(rng.random()).text", Proof.EXCHANGE),
    "an application made with arguments": (
        "jail, rng",
        "a = jail.app(rng)\n    assert a.client().get('/')",
        Proof.EXCHANGE,
    ),
    "an application of a probe": ("jail, rng", "assert made(jail, rng).client().get('/').text", Proof.EXCHANGE),
    "a probe": ("jail, rng", "assert value(jail, rng.random()) == 1", Proof.WORD),
    "a probe that only reads, beside the program": ("jail", "assert 'x' in text(jail)", Proof.WORD),
    "a probe in a clean jail": ("clean", "assert 'x' in text(clean)", Proof.SOURCE),
    "both in one assertion": (
        "jail, client, rng",
        "n = rng.random()\n    assert [client.get(n).text, value(jail, n)] == [n, n]",
        Proof.WORD,
    ),
    "a status that never changes, then a word": (
        "client, jail, rng",
        "assert client.get('/').status_code == 200\n    assert value(jail, rng.random()) == 2",
        Proof.WORD,
    ),
    "a page with something drawn, then a word": (
        "client, jail, rng",
        "n = rng.random()\n    assert client.get('/').text == n\n    assert value(jail, n) == n",
        Proof.EXCHANGE,
    ),
    "nothing drawn at all": (
        "client, jail",
        "assert client.get('/').text == ''\n    assert value(jail, 1) == 2",
        Proof.WORD,
    ),
    "a file, then a word": ("clean, jail, rng", "assert text(clean)\n    assert value(jail, rng) == 1", Proof.WORD),
    "an if that fails": ("client, rng", "if client.get(rng.random()).text:\n        pytest.fail('no')", Proof.EXCHANGE),
    "a value that came by a loop": (
        "jail, rng",
        "seen = []\n    for n in rng.sample(range(9), 2):\n        seen.append(value(jail, n))\n    assert seen",
        Proof.WORD,
    ),
    "a file that the program left": (
        "jail, clean, rng",
        "n = rng.random()\n    value(jail, n)\n    assert jail.hand_over('a.txt').content == n",
        Proof.EVIDENCE,
    ),
    "a database that the program left": (
        "jail, clean, rng",
        "n = rng.random()\n    jail.app(n)\n    db = Database.of(clean, jail.hand_over('a.db'))\n    assert db.rows('') == n",
        Proof.EVIDENCE,
    ),
    "evidence that a probe of the check reads": (
        "jail, clean, rng",
        "held = clean.holding(jail.hand_over('a.db'))\n    assert rows(held) == rng.random()",
        Proof.EVIDENCE,
    ),
    "a template in a clean jail of its own": (
        "clean, rng",
        "n = rng.random()\n    assert Page(render(clean, 'a.html', {'n': n})).texts('p') == [n]",
        Proof.EVIDENCE,
    ),
    "a word from a jail of its own": ("jail, rng", "assert value(jail.alone(), rng.random()) == 2", Proof.WORD),
    "statements that a probe told": (
        "jail, clean, rng",
        "sent = value(jail, rng.random())\n    assert replay(clean, sent, given=[]) == [rng.random()]",
        Proof.REPLAYED,
    ),
    "a template in the engine's sandbox": (
        "clean, rng",
        "n = rng.random()\n    assert Page(render(clean, 'a.html', {'n': n})).text == n",
        Proof.EVIDENCE,
    ),
    "evidence, and a word in the same assertion": (
        "jail, clean, rng",
        "told = value(jail, rng.random())\n    assert [told, jail.hand_over('a').content] == [1, 2]",
        Proof.WORD,
    ),
    "a question that decides nothing": (
        "client, jail, rng",
        "value(jail, 1)\n    assert client.get('/').text == rng.random()",
        Proof.EXCHANGE,
    ),
}


@pytest.mark.parametrize("what", CASES)
def test_a_check_rests_on_what_its_assertions_look_at(what: str) -> None:
    """Each kind by itself, and the rule for several."""
    fixtures, body, proof = CASES[what]

    assert proof_of("test_x", f"{PROBES}\ndef test_x({fixtures}):\n    {body}\n") is proof


def test_helpers_and_fixtures_are_looked_into() -> None:
    """An assertion in a helper decides, and a fixture of conftest.py gives what it asked for."""
    conftest = "import pytest\n@pytest.fixture\ndef page(client, rng):\n    yield client.get(rng.random())\n"
    helper = "def same(page, expected):\n    assert page.text == expected\n"
    check = "def test_x(page):\n    same(page, 1)\n"

    assert proof_of("test_x", check, [conftest, helper]) is Proof.EXCHANGE


def test_a_helper_that_calls_itself_is_read_once() -> None:
    """Helpers in a circle, each asked from many places, end."""
    helpers = "\n".join(f"def h{n}(x):\n    return h{(n + 1) % 30}(x) + h{(n + 2) % 30}([x])\n" for n in range(30))

    assert proof_of("test_x", f"{helpers}\ndef test_x(client):\n    assert h0(client.get('/'))\n") is Proof.WORD


def test_a_report_counts_points_by_proof(tmp_path: Path) -> None:
    """Those of the exercise and of the course, in the terminal's words too."""
    report = AuditCourse(tmp_path).audit(Part.FORMAT)

    assert report.exercises[0].proofs.word == 10
    assert report.proofs == report.exercises[0].proofs
    assert "word 10 (100 % by word alone)" in proof_words(report.proofs)


def test_every_point_of_the_course_rests_on_something() -> None:
    """The kinds of an exercise add up to its points."""
    course = Course(ROOT)

    for id in course.ids():
        assert sum(points_by_proof(course.load(id)).values()) == course.load(id).spec.points, id


def test_the_docs_have_the_table_of_the_course() -> None:
    """What the page says is what the checks come to today."""
    page = PAGE.read_text(encoding="utf-8")
    fresh = with_table(page, Course(ROOT))

    if os.environ.get("REGENERATE_GOLDEN"):
        PAGE.write_text(fresh, encoding="utf-8", newline="\n")
        page = fresh
    assert page == fresh
