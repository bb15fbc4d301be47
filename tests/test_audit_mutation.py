"""Mutants: which changes are made, where, and under which names."""

from __future__ import annotations

import ast

import pytest

from grader.audit.mutation import Mutant, mutants_of


def mutants(source: str, name: str = "app.py") -> list[Mutant]:
    return mutants_of({name: source.encode()})


def bodies(source: str, name: str = "app.py") -> set[str]:
    """Every mutated text, without the blank around it."""
    return {mutant.content.decode().strip() for mutant in mutants(source, name)}


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("x = a < b", "x = a <= b"),
        ("x = a < b", "x = a >= b"),
        ("x = a == b", "x = a != b"),
        ("x = a not in b", "x = a in b"),
        ("x = a is not None", "x = a is None"),
        ("x = 10", "x = 11"),
        ("x = 10", "x = 9"),
        ("x = True", "x = False"),
        ("x = 'text'", "x = 'text~'"),
        ("x = f(not a)", "x = f(a)"),
        ("x = f(a and b)", "x = f((a or b))"),
        ("x = f(a and b)", "x = f(a)"),
        ("x = f(a + b)", "x = f(a - b)"),
        ("x = f(a, b)", "x = f(b, a)"),
        ("x = f(a, b)", "x = f(a)"),
        ("x = f(a, key=1)", "x = f(a)"),
        ("x = Column(nullable=False)", "x = Column()"),
        ("x = [a, b]", "x = [b]"),
        ("x = {'a': 1, 'b': 2}", "x = {'a': 1}"),
        ("x = q.order_by(a).all()", "x = q.all()"),
        ("x = q.join(a)", "x = q.outerjoin(a)"),
        ("x = escape(name)", "x = name"),
        ("x = request.args.get('a', 1)", "x = request.form.get('a', 1)"),
        ("x = [a for a in b if a]", "x = [a for a in b]"),
        ("x = 1 if a else b", "x = 1 if not a else b"),
        ("x = f'{a} and {b + 1}'", "x = f'{a} and '"),
        ("x = f'{a} and {b + 1}'", "x = f'{a} and {b - 1}'"),
        ("x = f'{a} and {b + 1}'", "x = f'{a} and {b + 1}~'"),
    ],
)
def test_an_expression_is_changed_where_it_stands(source: str, mutant: str) -> None:
    """Comparisons, boundaries, constants, arguments, keywords, elements, chains: each has its mutant."""
    assert mutant in bodies(source)


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("def f():\n    g()", "def f():\n    pass"),
        ("def f():\n    return g", "def f():\n    return None"),
        ("if a():\n    b = 1", "if not a():\n    b = 1"),
        ("class A:\n    b = column()", "class A:\n    pass"),
        ("class A:\n    def b(self): self.c", "class A:\n    pass"),
        ("@route('/')\ndef f(): ...", "def f(): ..."),
        ("@app.get('/')\ndef f(): ...", "@app.post('/')\ndef f(): ..."),
        ("@app.route('/', methods=['GET', 'POST'])\ndef f(): ...", "@app.route('/', methods=['POST'])\ndef f(): ..."),
        ("@app.route('/', methods=['POST'])\ndef f(): ...", "@app.route('/', methods=['GET'])\ndef f(): ..."),
        ("a['b'] = 1", "pass"),
        ("class A:\n    b: Mapped[int | None] = c()", "class A:\n    b: Mapped[int] = c()"),
        ("try:\n    a\nexcept E:\n    b = 1", "try:\n    a\nexcept E:\n    raise"),
    ],
)
def test_a_statement_is_left_out_or_turned_around(source: str, mutant: str) -> None:
    """Statements, returns, methods, decorators, verbs, handlers: each has its mutant."""
    assert mutant in bodies(source)


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("r('/<int:n>/')", "r('/<n>/')"),
        ("r('/<int:n>/')", "r('/<int:n>')"),
        (r"x = r'1[3-9]\d{9}'", r"x = r'1[3-9]\d{10}'"),
        ("q('SELECT a FROM b ORDER BY a DESC')", "q('SELECT a FROM b')"),
        ("q('SELECT a FROM b ORDER BY a')", "q('SELECT a FROM b ORDER BY a DESC')"),
        ("q('SELECT a FROM b LIMIT 3')", "q('SELECT a FROM b')"),
        ("q('SELECT a FROM b JOIN c')", "q('SELECT a FROM b LEFT JOIN c')"),
        ("q('SELECT a FROM b WHERE a = 1')", "q('SELECT a FROM b')"),
        ("q('SELECT SUM(a) FROM b GROUP BY c')", "q('SELECT SUM(a) FROM b')"),
        ("t('{{ name|upper }}')", "t('{{ name }}')"),
    ],
)
def test_what_a_string_says_is_changed_inside_it(source: str, mutant: str) -> None:
    """URL rules, patterns, SQL and templates in strings have mutants of their own."""
    assert mutant in bodies(source)


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("{{ name|upper }}", "{{ name }}"),
        ("{{ name|cut(1) }}", "{{ name|cut }}"),
        ("{{ name|cut(1) }}", "{{ name|cut(2) }}"),
        ("a{{ name }}b", "ab"),
        ("{% if a %}b{% endif %}", "{% if not (a) %}b{% endif %}"),
        ("{% if a %}b{% else %}c{% endif %}", "{% if a %}b{% endif %}"),
        ("{% if a == 1 %}b{% endif %}", "{% if a != 1 %}b{% endif %}"),
        ("{% if a is defined %}b{% endif %}", "{% if not (a is defined) %}b{% endif %}"),
        ("a{% block b %}c{% endblock %}", "a"),
        ("a{% block b %}c{% endblock %}", "a{% block b %}{% endblock %}"),
        ("a{% block b %}{{ super() }}{% endblock %}", "a{% block b %}{% endblock %}"),
        ("a{% for b in c %}d{% endfor %}", "a"),
        ("{{ loop.index }}", "{{ loop.index0 }}"),
        ("a{% include 'b' %}", "a"),
        ('<input name="a">', '<input name="a~">'),
        ("{% for b in c if d > 1 %}e{% endfor %}", "{% for b in c  %}e{% endfor %}"),
        ("{{ first }} {{ second }}", "{{ second }} {{ second }}"),
        ("{% for b in c %}{{ b }}{% endfor %}", "{% for b in b %}{{ b }}{% endfor %}"),
        ("{{ b.买 }} {{ b.c|upper }}", "{{ b.c }} {{ b.c|upper }}"),
        ("{% set a = b %}{{ a is defined }}", "{% set a = a %}{{ a is defined }}"),
        ("{{ a|join(b|safe) }}", "{{ a|join(b) }}"),
        ("{{ a|f(g(1), '|)') }}", "{{ a|f }}"),
        ("a{{ '}}' }}b", "ab"),
        ("{% raw %}{{ a }}{% endraw %}", "{{ a }}"),
        ("{{ a }}  {%- if b -%}  c{% endif %}", "{{ a }}  {%- if a -%}  c{% endif %}"),
        ("a\r\n{{ b|upper }}\r\n", "a\r\n{{ b }}"),
    ],
)
def test_a_template_is_changed(source: str, mutant: str) -> None:
    """Filters, blocks, super, conditions, loops, names and the attributes a server reads have mutants."""
    assert mutant in bodies(source, "page.html")


@pytest.mark.parametrize("source", ["{# {{ a }} #}", "{% raw %}{{ a|b }}{% endraw %}c{% raw %}{% endraw %}"])
def test_what_is_no_tag_is_not_changed(source: str) -> None:
    """A comment and what is raw are text, even where they look like tags."""
    assert {mutant.id.split(":")[1] for mutant in mutants(source, "page.html")} <= {"unwrap"}


@pytest.mark.parametrize(
    "source",
    [
        "{{ a }}",
        "{{ f(a, key=1)|g }}",
        "{% for a in b %}c{% endfor %}",
        "{{ loop.last }}",
        "{% macro a(b) %}{% endmacro %}",
    ],
)
def test_a_name_without_another_to_give_way_to_stays(source: str) -> None:
    """What is called, defined, a filter, a test or a word of the language is no variable."""
    assert not [mutant.id for mutant in mutants(source, "page.html") if "swap-" in mutant.id]


@pytest.mark.parametrize(
    ("name", "source", "mutant"),
    [
        ("a.toml", "a = 1\nb = true", "b = true"),
        ("a.toml", "a = 1\nb = true", "a = 2\nb = true"),
        ("a.toml", "a = 1\nb = true", "a = 1\nb = false"),
        ("a.toml", 'a = "text"', 'a = "text~"'),
        ("redis.conf", "# a word\nmaxmemory 100", "# a word"),
        ("schema.sql", "CREATE TABLE a (b TEXT NOT NULL)", "CREATE TABLE a (b TEXT)"),
    ],
)
def test_a_file_of_settings_is_changed_line_by_line(name: str, source: str, mutant: str) -> None:
    """TOML, conf and SQL files have mutants; comments have none."""
    assert mutant in bodies(source, name)


@pytest.mark.parametrize(
    "source",
    [
        '"""A module."""',
        "import os",
        "def f():\n    '''Text.'''\n    pass",
        "x: 'int'",
        "raise ValueError('why')  # twice",
    ],
)
def test_what_is_nobodys_contract_has_no_string_mutant(source: str) -> None:
    """Docstrings, imports, annotations and the messages of Python's own exceptions are left alone."""
    assert not [mutant for mutant in mutants(source) if ":string:" in mutant.id]


SOURCE = '''\
"""A module."""

from flask import Flask

app = Flask(__name__)


@app.get("/a/<int:n>", strict_slashes=False)
def page(n):
    # A comment that stays.
    return {
        "n": n,  # and one inside
        "more": n > 3,
    }
'''


def test_every_mutant_is_python_and_means_something_else() -> None:
    """No mutant is lost to a syntax error, none is the reference again, none is there twice."""
    trees = [ast.dump(ast.parse(mutant.content)) for mutant in mutants(SOURCE)]

    assert len({ast.dump(ast.parse(SOURCE)), *trees}) == len(trees) + 1


def test_a_view_behind_a_decorator_is_mutated() -> None:
    """Decorated functions, which all views are, have mutants like any other."""
    assert {'"more": n >= 3,', '"more": n <= 3,'} <= {
        line.strip() for mutant in mutants(SOURCE) for line in mutant.content.decode().splitlines()
    }


def test_a_diff_shows_nothing_but_the_change() -> None:
    """Comments and layout around a change stay as they are."""
    (mutant,) = [mutant for mutant in mutants(SOURCE) if mutant.id.startswith("app.py:page:compare:>->>=")]
    changed = [line for line in mutant.diff.splitlines() if line[0] in "+-" and line[:3] not in ("---", "+++")]

    assert changed == ['-        "more": n > 3,', '+        "more": n >= 3,']


def test_an_id_says_where_and_what() -> None:
    """The id names the file, the function, the operator and its object, and a hash of the line."""
    names = [mutant.id.rpartition(":")[0] for mutant in mutants(SOURCE)]

    assert "app.py:page:drop-keyword:get.strict_slashes" in names


def test_an_id_stays_when_something_else_is_edited() -> None:
    """Lines added above, other functions and other indentation change no id."""
    edited = SOURCE.replace("app = Flask", "OTHER = 1\n\n\ndef other():\n    return 7\n\n\napp = Flask")

    assert {mutant.id for mutant in mutants(SOURCE)} <= {mutant.id for mutant in mutants(edited)}


def test_ids_are_unique() -> None:
    """Two equal lines of one function give two ids."""
    ids = [mutant.id for mutant in mutants("def f():\n    g(1)\n    g(1)\n")]

    assert len(set(ids)) == len(ids) >= 4


def test_text_that_is_not_ascii_does_not_shift_an_edit() -> None:
    """Spans are bytes: a Chinese comment or string before a change leaves it in its place."""
    assert "x = '你好' + str(2)" in bodies("x = '你好' + str(1)")


def test_a_file_of_another_kind_has_no_mutants() -> None:
    """Pictures and texts are left alone."""
    assert not mutants_of({"picture.png": b"\x89PNG", "notes.txt": b"a = 1"})
