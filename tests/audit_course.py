"""A tiny course without Flask for the audit's tests: plain functions and plain SQL, every part of it sound.

`write` puts it down; a test then breaks one file and sees what the audit says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.audit.audit import Plan, run
from grader.audit.findings import CourseReport, Finding, Part
from grader.exercise import Course

ID = "01-python/01-totals"

FILES = {
    "exercises/01-python/01-totals/exercise.toml": """\
schema_version = 1
title = "Totals"
title_zh = "合计"
minutes = 15
points = 10

[files]
student = ["totals.py"]

[[tasks]]
number = 1
title = "A total from some number on"
title_zh = "从某个数起的合计"

[[tasks]]
number = 2
title = "The same in SQL"
title_zh = "用 SQL 做同样的事"
""",
    "exercises/01-python/01-totals/README.md": """\
# Totals

You edit one file, `totals.py`.

## 1. A total from some number on

`total(numbers, least)` returns the sum of those numbers that are not smaller than `least`.

```python
from totals import total

assert total([1, 5, 9], 5) == 14
```

## 2. The same in SQL

`QUERY` is one statement for SQLite.
From the table `sale(shop, amount)` it reads each shop and the sum of its amounts, the largest sum first.
""",
    "exercises/01-python/01-totals/README.zh.md": """\
# 合计

只需要修改 `totals.py`。

## 1. 从某个数起的合计

`total(numbers, least)` 返回不小于 `least` 的数之和。

## 2. 用 SQL 做同样的事

`QUERY` 是一条 SQLite 语句：从表 `sale(shop, amount)` 读出每家店及其金额之和，和最大的在前。
""",
    "exercises/01-python/01-totals/hints.md": """\
## 1. A total from some number on

1. `sum` takes a generator.

## 2. The same in SQL

1. `GROUP BY` makes one row for each shop.
""",
    "exercises/01-python/01-totals/starter/totals.py": """\
# TODO 1: total
# TODO 2: QUERY
""",
    "exercises/01-python/01-totals/checks/test_examples.py": '''\
"""Visible examples."""

import pytest
from grader.checks import probe


@probe
def total_of(jail, numbers, least):
    """total of some numbers"""
    return jail.load("totals").total(numbers, least)


@pytest.mark.task(1)
def test_the_example(jail):
    """total([1, 5, 9], 5) is 14"""
    assert total_of(jail, [1, 5, 9], 5) == 14
''',
    "exercises/01-python/01-totals/checks/test_totals.py": '''\
"""Hidden checks."""

import pytest
from grader.checks import probe


@probe
def totals_of(jail, calls):
    """Call total several times"""
    total = jail.load("totals").total
    return [total(numbers, least) for numbers, least in calls]


@probe
def rows_of(jail, sales):
    """Execute QUERY on a table of sales"""
    query = jail.load("totals").QUERY
    with jail.database() as database:
        database.rows("CREATE TABLE sale (shop TEXT, amount INTEGER)")
        for shop, amount in sales:
            database.rows("INSERT INTO sale VALUES (?, ?)", [shop, amount])
        return database.rows(query)


@pytest.mark.task(1)
@pytest.mark.points(6)
def test_total(jail, rng):
    """Numbers that are large enough are added, all others left out"""
    calls, sums = [], []
    for _ in range(3):
        least = rng.randint(10, 90)
        small, large = rng.randint(1, least - 1), rng.randint(least + 1, 100)
        calls.append([[small, least, large], least])
        sums.append(least + large)

    assert totals_of(jail, calls) == sums, "numbers from least on must be added, least itself among them"


@pytest.mark.task(2)
@pytest.mark.points(4)
def test_query(jail, rng):
    """Each shop has one row, the largest sum stands first"""
    first, second = rng.sample(["ada", "grace", "edsger", "barbara"], k=2)
    small = rng.randint(1, 40)

    seen = rows_of(jail, [[first, small], [second, 50], [first, small], [second, 51]])

    assert seen == [[second, 101], [first, 2 * small]], "one row for each shop, the largest sum first"
''',
    "solutions/01-python/01-totals/reference/totals.py": '''\
"""A total in Python and in SQL."""

QUERY = "SELECT shop, SUM(amount) FROM sale GROUP BY shop ORDER BY SUM(amount) DESC"


def total(numbers, least):
    # A generator needs no list of its own.
    return sum(number for number in numbers if number >= least)
''',
    "solutions/01-python/01-totals/accepted_loop/totals.py": '''\
QUERY = """
    SELECT shop, total FROM (SELECT shop, SUM(amount) AS total FROM sale GROUP BY shop) ORDER BY total DESC
"""


def total(numbers, least):
    found = 0
    for number in numbers:
        if not number < least:
            found += number
    return found
''',
    "solutions/01-python/01-totals/rejected_hard_coded/totals.py": """\
QUERY = "SELECT 'ada', 3"


def total(numbers, least):
    return 14
""",
    "solutions/01-python/01-totals/rejected_without_least/totals.py": """\
QUERY = "SELECT shop, SUM(amount) FROM sale GROUP BY shop ORDER BY SUM(amount) DESC"


def total(numbers, least):
    return sum(number for number in numbers if number > least)
""",
    "solutions/01-python/01-totals/rejected_smallest_first/totals.py": """\
QUERY = "SELECT shop, SUM(amount) FROM sale GROUP BY shop ORDER BY SUM(amount)"


def total(numbers, least):
    return sum(number for number in numbers if number >= least)
""",
    "solutions/01-python/01-totals/answers.toml": """\
[rejected_hard_coded]
fails = ["test_total", "test_query"]
why = "answers the statement's example and nothing else"

[rejected_without_least]
fails = ["test_total"]
why = "leaves the boundary itself out"

[rejected_smallest_first]
fails = ["test_query"]
why = "sorts the wrong way round"
""",
}


class AuditCourse:
    """The course in a folder; `change` edits a file of its exercise, `audit` audits parts of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def path(self, name: str) -> Path:
        """A file of the exercise, `checks/…` or `starter/…`, or of its solutions."""
        top = "exercises" if (self.root / "exercises" / ID / name).exists() else "solutions"
        return self.root / top / ID / name

    def change(self, name: str, old: str, new: str) -> None:
        """Replace text that must be there."""
        path = self.path(name)
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def audit(self, *parts: Part, **options: Any) -> CourseReport:
        """Audit the exercise with one worker, as a small machine would."""
        plan = Plan(exercises=(ID,), parts=frozenset(parts or Part), **{"seeds": 3, "workers": 1, **options})
        return run(Course(self.root), plan)

    def findings(self, *parts: Part, **options: Any) -> list[Finding]:
        """What falls short in these parts."""
        return list(self.audit(*parts, **options).exercises[0].findings)
