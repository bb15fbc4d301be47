"""Which loads a probe begins with, as its source tells."""

from __future__ import annotations

import textwrap

import pytest

from grader.judge.loading import Way, ways_of_app, ways_of_probe

MODULE, APPLICATION = Way("import app"), Way("make the application")

KNOWN = {
    'return jail.load("app").answer': (MODULE,),
    '"""What it is."""\nimport os\nfrom flask import g\nmodule = jail.load("app")': (MODULE,),
    "app = jail.app()": (MODULE, APPLICATION),
    "return list(jail.app(config).rules)": (MODULE,),
    'jail.keep["app"] = jail.app({"key": [1]})': (MODULE,),
    'class Child(jail.load("app").View):\n    pass': (MODULE,),
    'for name in jail.load("app").names:\n    pass': (MODULE,),
    'def late():\n    return 1\nreturn jail.load("app").run(late)': (MODULE,),
    'with jail.sql() as seen:\n    jail.load("app")': (Way("import app", ("jail.sql()",)),),
    "with jail.sql() as seen, jail.app().context():\n    pass": (
        Way("import app", ("jail.sql()",)),
        Way("make the application", ("jail.sql()",)),
    ),
    'return jail.run_as_main("app.py")': (Way("run app.py"),),
}
UNKNOWN = [
    "return 1",
    'os.environ["X"] = "1"\njail.load("app")',
    'import os\nos.environ.update(values)\njail.load("app")',
    'with open("x") as file:\n    jail.load("app")',
    'if hard:\n    jail.load("app")',
    'try:\n    jail.load("app")\nexcept Exception:\n    pass',
    'return [jail.load("app") for _ in range(2)]',
    "jail.load(name)",
    'import other\njail.load("app")',
    'jail = make()\njail.load("app")',
    'x = hard and jail.load("app")',
    'later = lambda: jail.load("app")',
    'jail.folder(name)\njail.load("app")',
    'other.load("app")',
]


def ways_of(body: str) -> tuple[Way, ...]:
    source = f"def look(jail, config, name, hard, values):\n{textwrap.indent(body, '    ')}\n"
    return ways_of_probe(source, "app:create_app()", frozenset({"flask"}))


@pytest.mark.parametrize(("body", "ways"), KNOWN.items())
def test_a_probe_that_loads_first_says_what(body: str, ways: tuple[Way, ...]) -> None:
    """What stands before it makes no difference, or is part of the way."""
    assert ways_of(body) == ways


@pytest.mark.parametrize("body", UNKNOWN)
def test_what_may_make_a_difference_hides_the_way(body: str) -> None:
    """Such a probe is asked: it is never left out for a load that it may not do, or not in the same way."""
    assert ways_of(body) == ()


def test_a_factory_with_arguments_is_another_way() -> None:
    """That it fails with some arguments says nothing of others, or of none."""
    assert ways_of_app("app:create_app()", with_arguments=True) == (MODULE,)
    assert ways_of_app("app:create_app()") == (MODULE, APPLICATION)
    assert ways_of_app("") == ()
