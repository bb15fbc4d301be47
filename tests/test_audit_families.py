"""Additive mutants: which mistakes each family puts in, where, and what it leaves alone."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from grader.audit.mutation import CLASSIC, EVERY_FAMILY, Mutant, mutants_of
from grader.audit.mutation.allowed import ALLOWED
from grader.audit.mutation.families import FAMILIES
from grader.course import Course, Exercise

ROOT = Path(__file__).parents[1]


def added(family: str, source: str, name: str = "app.py", **others: str) -> list[Mutant]:
    """The mutants of one family, of a file among others."""
    files = {name: source.encode(), **{f"templates/{other}.html": text.encode() for other, text in others.items()}}
    return [mutant for mutant in mutants_of(files, [family]) if mutant.file == name]


def bodies(family: str, source: str, name: str = "app.py") -> list[str]:
    """Each mutated text, with every run of blanks as one."""
    return [" ".join(mutant.content.decode().split()) for mutant in added(family, source, name)]


def view(line: str, rule: str = "/", given: str = "") -> str:
    return f"@app.get({rule!r})\ndef page({given}):\n    {line}\n".replace("'", '"', 2)


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("x = y if a is None else b", "(not a)"),
        ("if a is not None:\n    b()", "if bool(a):"),
        ("def f(a):\n    if not a:\n        b()", "if a is None:"),
        (view("return {'wd': request.args.get('wd')}"), "(request.args.get('wd') or None)"),
        (view("return {'json': request.get_json(silent=True)}"), "(request.get_json(silent=True) or None)"),
        ("data = {key: request.args.get(key, '-') for key in names}", "(request.args.get(key, '-') or '-')"),
        ("read.append(g.get('seen'))", "read.append((g.get('seen') or None))"),
        (view("if 'permanent' in request.form: pass"), "(request.form.get('permanent'))"),
        ("def mask(value, keep=2):\n    return value[keep:]", "keep = keep or 2"),
    ],
)
def test_what_is_false_is_taken_for_missing(source: str, mutant: str) -> None:
    """`is None`, a default, what is fetched by name: 0, False and an empty text fall under the table."""
    assert any(mutant in body for body in bodies("falsy-for-missing", source))


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("{{ a|default('b') }}", "{{ a|default('b', true) }}"),
        ("{{ a|default('b', true) }}", "{{ a|default('b') }}"),
        ("{{ a or 'b' }}", "{{ (a)|default('b') }}"),
        ("{{ '-' if a is none else a }}", "{{ '-' if (not a) else a }}"),
        ("{% if a is defined %}b{% endif %}", "{% if a %}b{% endif %}"),
        ("{{ a|sum }}", '{{ a|sum or "" }}'),
    ],
)
def test_a_template_takes_what_is_false_for_missing(source: str, mutant: str) -> None:
    """`default`, `or`, `is none` and numbers each have the mistake, and the way back."""
    assert mutant in bodies("falsy-for-missing", source, "page.html")


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        (view("name = request.args['u']"), "name = request.args['u'].strip()"),
        (view("return name", "/hello/<name>", "name"), "name = name.lower() return name"),
        (view("return {'x': x}", "/price/<float:x>", "x"), "x = round(x, 1)"),
        ("def to_python(self, value):\n    return value.split('+')", "list(dict.fromkeys(value.split('+')))"),
        ("def f(body):\n    return sorted(body)", "sorted(body, key=str)"),
        ("def f(body):\n    return sorted(body)", "key=lambda each: each if isinstance(each, int) else str(each))"),
        (
            "wanted = {name.strip().lower() for name in names}",
            'name.strip().lower().encode("ascii", "ignore").decode()',
        ),
        ("def cut(value, word):\n    return value.replace(word, '')", "value.replace(word, '').replace(word, '')"),
        ("def f(titles):\n    for title in titles:\n        add(title)", "for title in list(titles)[:3]:"),
    ],
)
def test_what_was_sent_is_made_nicer(source: str, mutant: str) -> None:
    """Cut, lowered, rounded, deduplicated, sorted as text, of ASCII only, replaced until nothing is left, the first few."""
    assert any(mutant in body for body in bodies("too-tidy", source))


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("{{ name }}", "{{ name|lower }}"),
        ("{{ price|float * 2 }}", "{{ (price|float * 2)|round(1) }}"),
        ("{% for a in b %}{{ a.c }}{% endfor %}", '{% for a in b|sort(attribute="c") %}{{ a.c }}{% endfor %}'),
        ("{{ a|join('-') }}", "{{ a|unique|list|join('-') }}"),
    ],
)
def test_a_template_makes_nicer_what_it_shows(source: str, mutant: str) -> None:
    """Capitals, digits behind the point, the order of a list, what comes twice."""
    assert mutant in bodies("too-tidy", source, "page.html")


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        (view("name = request.args['u']\n    return escape(name)"), "str(escape(request.args['u']))"),
        (view("return name", "/hello/<name>", "name"), "unquote(name)"),
        ("def f(form):\n    return {'desc': form.desc.data}", "escape(form.desc.data)"),
        (view("return redirect(url_for('order', user=request.form['u']))"), "quote(str(request.form['u']))"),
        (view("return url_for('new', p=p)"), "unquote(url_for('new', p=p))"),
    ],
)
def test_text_is_escaped_where_nobody_reads_html(source: str, mutant: str) -> None:
    """Where it arrives, in JSON, in links: escaped, quoted, decoded once more."""
    assert any(mutant in body for body in bodies("escaping", source))


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("<b>{{ nick|default('a') }}</b>", "<b>{{ nick|default('a')|safe }}</b>"),
        ("<b>{{ a or 'b' }}</b>", "<b>{{ (a or 'b')|safe }}</b>"),
        ("<b>{{ name }}</b>", "<b>{{ name|striptags }}</b>"),
        ('<a href="{{ link }}">', '<a href="{{ link|urlencode }}">'),
        ("{{ url_for('hello', name=name) }}", "{{ url_for('hello', name=name|urlencode) }}"),
    ],
)
def test_a_template_shows_text_raw_or_encoded_at_the_wrong_place(source: str, mutant: str) -> None:
    """`|safe` everywhere, `|striptags` in text, `|urlencode` in attributes and links."""
    assert mutant in bodies("escaping", source, "page.html")


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        (view("return name", "/hello/<name>", "name"), '@app.get("/hello/<path:name>")'),
        (view("return n", "/post/<int:n>", "n"), "try: n = int(n) except ValueError: abort(404)"),
        ("app = Flask(__name__)\n\n" + view("return n", "/faq"), "app.url_map.strict_slashes = False"),
        (view("return n", "/faq"), '@app.route("/faq", methods=["GET", "POST"])'),
        ("ok = request.path.startswith('/private')", "ok = ('/private' in request.path)"),
        (
            "ok = request.path.startswith('/private')",
            "(request.path == '/private' or request.path.startswith('/private' + \"/\"))",
        ),
        (
            "ok = request.headers.get('X-Token') != token",
            "(request.headers.get('X-Token') or \"\").lower() != token.lower()",
        ),
        ("q = select(User).where(User.name == name)", "User.name.ilike(name)"),
        ("page = request.args.get('page', 1, type=int)", "int(text) if text.isdigit() else None"),
        ("files = FileAllowed(['jpg', 'png'])", "FileAllowed(['jpg', 'png', \"jpeg\"])"),
        ("class C:\n    regex = 'a+'", '"(?i:" + \'a+\' + ")"'),
    ],
)
def test_more_is_taken_than_the_statement_allows(source: str, mutant: str) -> None:
    """Converters, slashes, methods, beginnings, capitals, digits, suffixes, patterns: each a little wider."""
    assert any(mutant in body for body in bodies("too-open", source))


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("def usable():\n    found = []\n    return found", "found = globals().setdefault("),
        (view("return url_for('a')"), "@__import__('functools').cache def page()"),
        ("def link(app, name):\n    return url_for(name)", "kept.setdefault(key, function(*args, **values))"),
        ("class A:\n    def __init__(self, items):\n        self.items = items", "type(self).items = items"),
        ("@app.before_request\ndef load():\n    g.user = 1", "globals()['_load'].append(1)"),
        ("def create_app(prefixes):\n    return prefixes.get('a')", "prefixes.pop('a', None)"),
        ("def f(values):\n    for value in values:\n        g(value)", "values.pop(0) for _ in range(len(values))"),
        (
            "def create_app(config):\n    app.config.from_mapping(config)",
            "{key: config.pop(key) for key in list(config)}",
        ),
        ("from flask import g\nx = 1", 'g = __import__("flask").ctx._AppCtxGlobals()'),
        ("def f(todos):\n    return max(todos, default=0) + 1", "len(todos) + 1"),
        (
            "signal.connect(note, sender=app, weak=False)",
            "globals().update(_kept=note), signal.connect(note, sender=app)",
        ),
        ("def usable(): ...\ndef f(app):\n    table['app'] = usable()", "table['app'] = globals().setdefault("),
        (
            "@app.get('/orders/<number>')\ndef order(number):\n    return 'order'\n\n@app.post('/orders')\ndef place():\n    pass",
            'if number not in known: return "not found", 404',
        ),
    ],
)
def test_what_belongs_to_one_call_outlives_it(source: str, mutant: str) -> None:
    """In the module, on the class, in a cache, once, read once, by one receiver, of the caller, for what was posted."""
    assert any(mutant in body for body in bodies("remembers", source))


def test_a_loop_counts_in_the_application() -> None:
    """`loop.index` gives way to a counter that no page sets back."""
    assert any(
        'config.setdefault("_shown", [])' in body for body in bodies("remembers", "{{ loop.index }}", "page.html")
    )


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        (view("return url_for('a')"), '.removeprefix(__import__("flask").request.script_root)'),
        (view("return url_for('a', _external=True)"), '.replace(__import__("flask").request.host, "localhost")'),
        ("response = super().force_type(response, environ)", "super().force_type(response, None)"),
        ("target = request.query_string.decode()", "urlencode(request.args.to_dict(flat=False), doseq=True)"),
        ("path = request.path", 'request.environ["PATH_INFO"]'),
        ("ip = request.remote_addr", 'request.headers.get("X-Forwarded-For", request.remote_addr)'),
        ("response.headers['X-App'] = 'a'", "response.headers.add('X-App', 'a')"),
    ],
)
def test_the_environment_is_forgotten(source: str, mutant: str) -> None:
    """The mount, the host, `environ`, the query, an encoded path, who really asks, a header that is there already."""
    assert any(mutant in body for body in bodies("forgets-environment", source))


def test_a_link_in_a_template_forgets_the_mount() -> None:
    """As it would if it were written by hand."""
    assert bodies("forgets-environment", "{{ url_for('a') }}", "page.html") == [
        "{{ url_for('a')|replace(request.script_root, '', 1) }}"
    ]


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("tags = request.args.getlist('t')", "request.args.getlist('t')[:1]"),
        ("tags = value.split('+')", "value.split('+', 1)"),
        ("def f(values):\n    for value in values:\n        g(value)", "if not value: break g(value)"),
        ("def f(s, r):\n    if not s:\n        r.delete(s)\n        return\n    r.set(s)", "if not s: return r.set(s)"),
        ("def f(key, value):\n    session[key] = value", "if kept := value: session[key] = kept"),
        ("def f():\n    session['user'] = 1\n    session.clear()", "session.pop('user', None)"),
        ("def f():\n    session.pop('user', None)", "session['user'] = \"\""),
        (
            "def names(apps):\n    with apps[0].ctx():\n        return [a.name, *names(apps[1:]), a.name]",
            "return [*before, *names(apps[1:]), *after]",
        ),
        (
            "@app.before_request\ndef load():\n    pass\n\n@app.get('/a')\ndef a():\n    pass",
            '.endpoint != "a": return None',
        ),
    ],
)
def test_a_program_stops_early(source: str, mutant: str) -> None:
    """The first of several, until something is empty, nothing empty is saved, the rest stays, one page is served."""
    assert any(mutant in body for body in bodies("stops-early", source))


def test_a_child_fills_a_block_of_its_parent_with_nothing() -> None:
    """Only a block that its parent has and that it leaves alone."""
    child = "{% extends 'base.html' %}{% block a %}b{% endblock %}"
    base = "{% block a %}{% endblock %}{% block nav %}{% endblock %}"

    (mutant,) = added("stops-early", child, "templates/child.html", base=base)

    assert mutant.content.decode() == child + "{% block nav %}{% endblock %}\n"


@pytest.mark.parametrize("kind", ["found", "no-method", "all-500", "all-404", "home"])
def test_an_error_is_answered_like_another(kind: str) -> None:
    """A handler for everything, a page for no page, no word of the method."""
    source = f"app = Flask(__name__)\n\n{view('return 1')}"

    assert [mutant for mutant in added("error-pages", source) if f":error-pages:{kind}_app:" in mutant.id]


def test_a_hook_and_a_handler_rely_on_a_view() -> None:
    """Where no view was found they fail."""
    source = "@app.errorhandler(404)\ndef no_page(error):\n    return error, 404"

    assert "request.endpoint.lower()" in bodies("error-pages", source)[0]


def test_a_program_without_pages_has_no_error_pages() -> None:
    """An application that nobody asks for anything answers no errors."""
    assert not added("error-pages", "app = Flask(__name__)\napp.debug = True")


@pytest.mark.parametrize(
    ("family", "source"),
    [
        ("falsy-for-missing", view("pass", "/a")),
        ("falsy-for-missing", "article = session.get(Article, number)"),
        ("falsy-for-missing", "def f():\n    name = request.form.get('name')\n    if not name:\n        abort(400)"),
        ("too-tidy", "def f():\n    found = []\n    return sorted(found)"),
        ("escaping", "links = [url_for('a', id=number) for number in (1, 2)]"),
        ("remembers", "def double(n):\n    def inner():\n        return n\n    return 2 * n"),
        ("stops-early", "app.converters['list'] = ListConverter"),
    ],
)
def test_what_would_mean_the_same_is_not_made(family: str, source: str) -> None:
    """A decorator is no value, a row no text, a pure answer may be kept, a constant is not empty."""
    assert not [
        mutant.id for mutant in added(family, source) if "first-given" not in mutant.id and "is-none" not in mutant.id
    ]


SOURCE = '''\
from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    """Greet."""
    return {"name": name, "wd": request.args.get("wd")}
'''


def test_an_id_names_the_family_the_kind_and_the_place() -> None:
    """`file:function:family:kind_what:hash`, like those of the classic operators."""
    ids = {mutant.id.rpartition(":")[0] for mutant in added("falsy-for-missing", SOURCE)}

    assert "app.py:hello:falsy-for-missing:or-none_request.args.get_wd" in ids


def test_a_line_is_put_behind_the_docstring_and_indented() -> None:
    """The diff of an addition is what a student would have typed."""
    (mutant,) = [mutant for mutant in added("too-tidy", SOURCE) if ":strip_name:" in mutant.id]
    changed = [line for line in mutant.diff.splitlines() if line[0] in "+-" and line[:3] not in ("---", "+++")]

    assert changed == ["+    name = name.strip()"]


def test_an_id_stays_when_something_else_is_edited() -> None:
    """Lines above and other functions change no id."""
    edited = SOURCE.replace("app = Flask", "def other(value=3):\n    return value\n\n\napp = Flask")
    names = {mutant.id for mutant in mutants_of({"app.py": SOURCE.encode()}, EVERY_FAMILY)}

    assert names <= {mutant.id for mutant in mutants_of({"app.py": edited.encode()}, EVERY_FAMILY)}


def test_classic_mutants_are_the_same_beside_the_families() -> None:
    """What was explained before keeps its id, and what two families come to belongs to the first."""
    every = mutants_of({"app.py": SOURCE.encode()}, EVERY_FAMILY)
    classic = [mutant.id for mutant in every if mutant.family == CLASSIC]

    assert classic == [mutant.id for mutant in mutants_of({"app.py": SOURCE.encode()})]
    assert len({ast.dump(ast.parse(mutant.content)) for mutant in every}) == len(every)


@pytest.mark.parametrize(
    "source",
    [
        "def f(): return sorted(x)",
        "@app.errorhandler()\ndef f(e): raise e",
        "@app.get\n@app.post('/a')\ndef f(): ...",
        'app.route(\'/\', methods=["POST", "PUT", "DELETE", "PATCH"])',
        "async def f(a=1):\n    async with b:\n        return [x async for x in a]",
        "x.get()\nx.clear()\nx.pop()\nupdate()\nx.update()\nmax(default=1)\nlambda: {}",
        "class A:\n    regex = f'{b}'\n    x: int = y.get('z', *w)",
    ],
)
def test_no_way_of_writing_stops_a_family(source: str) -> None:
    """What an author wrote raises nothing, however odd it is."""
    for mutant in mutants_of({"app.py": source.encode()}, FAMILIES):
        assert mutant.content != source.encode()


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_says_why_students_do_it(name: str) -> None:
    """Its module begins with the mistake and the reason, its name is one in kebab case."""
    text = inspect.getdoc(sys.modules[FAMILIES[name].python.__module__]) or ""

    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert len(text.partition("\n\n")[2]) > 100


@pytest.mark.parametrize("row", ALLOWED, ids=lambda row: f"{row.family}-{row.kind}")
def test_what_is_allowed_names_a_family_and_where_the_rule_stands(row: object) -> None:
    """A row of the table is of use, and its rule can be read."""
    written, family = getattr(row, "written", ""), getattr(row, "family", "")

    assert family in FAMILIES
    assert (ROOT / written).is_file()


def test_what_a_rule_of_the_course_allows_is_not_made() -> None:
    """Blanks around the text of an element are nobody's fault."""
    assert not [body for body in bodies("too-tidy", "{{ name }}", "page.html") if "trim" in body]


@pytest.fixture(scope="module")
def of_the_course() -> list[Mutant]:
    """All mutants of all references."""
    exercises, _ = Course(ROOT).load_all()
    return [mutant for exercise in exercises for mutant in mutants_of(_student_files(exercise), EVERY_FAMILY)]


def _student_files(exercise: Exercise) -> dict[str, bytes]:
    reference = exercise.answer_files("reference")
    return {name: text for name, text in reference.items() if exercise.spec.files.is_student(name)}


def test_every_additive_mutant_of_the_course_is_a_program(of_the_course: list[Mutant]) -> None:
    """None is lost to a syntax error that only a compiler sees."""
    for mutant in of_the_course:
        if mutant.family != CLASSIC and mutant.file.endswith(".py"):
            compile(mutant.content, mutant.file, "exec")


def test_the_audit_does_not_double_for_additive_mutants(of_the_course: list[Mutant]) -> None:
    """Places are chosen: there are fewer of them than of the classic ones, and every family finds some."""
    families = Counter(mutant.family for mutant in of_the_course)

    assert families.keys() == {*EVERY_FAMILY}
    assert families.total() - families[CLASSIC] < families[CLASSIC]


def test_the_docs_show_every_family_and_what_is_allowed() -> None:
    """docs/reference/mutants.md has a row for each."""
    text = (ROOT / "docs/reference/mutants.md").read_text("utf-8")

    assert all(f"| `{name}` |" in text for name in FAMILIES)
    assert all(row.rule in text for row in ALLOWED)
