"""The text of a new exercise by file name; `$id`, `$title` and their like are filled in by the skeleton.

One route that greets: small enough to be thrown away, whole enough to be judged. Its rejected answers are
the three kinds that every exercise has: the laziest cheat, a rule too wide, a detail forgotten.
"""

from __future__ import annotations

from typing import Final

_EXERCISE_TOML = """\
schema_version = 1
$titles
minutes = 15
sections = []                           # of the notes, such as "S16"
after = []                              # ids of what a student should have solved before
points = 10                             # the sum of the checks' points; the compiler compares

[app]
load = "app:create_app()"

[files]                                 # by role; nothing else reaches a student or a jail
student = ["app.py"]

[[tasks]]
number = 1
$task_titles
"""

_COURSE_TOML = """\
schema_version = 1
version = "1.0"
languages = $languages # the first is the default
kits = ["flask"]                        # what checks may ask of a framework or library

[title]
$course_titles

[libraries.flask]                       # what a submission may import
version = ">=3.1"
"""

_README = """\
# $title

A rule such as `/hello/<name>` matches many URLs, and hands the view what stood in the place of `<name>`.

You edit one file, `app.py`.
Its function `create_app()` returns the application.

## 1. $task

`/hello/<name>` answers with `Hello, `, the name and `!`.
A name is one part of the path: a further `/` is not found.
The name comes from a stranger, so `<` and `>` in it are written as `&lt;` and `&gt;`.

| request | answer |
| --- | --- |
| `GET /hello/ada` | 200, `Hello, ada!` |
| `GET /hello/grace` | 200, `Hello, grace!` |
| `GET /hello/ada/grace` | 404 |
| `GET /hello/<b>` | 200, `Hello, &lt;b&gt;!` |
"""

_README_ZH = """\
# $title

像 `/hello/<name>` 这样的规则能匹配许多 URL，并把 `<name>` 处的文本交给视图。

只需要修改 `app.py`，其中的函数 `create_app()` 返回应用对象。

## 1. $task

`/hello/<name>` 返回 `Hello, `、名字和 `!`。
名字只占路径的一段：后面再出现 `/` 就是 404。
名字来自陌生人，其中的 `<` 和 `>` 要写成 `&lt;` 和 `&gt;`。

| 请求 | 应答 |
| --- | --- |
| `GET /hello/ada` | 200，`Hello, ada!` |
| `GET /hello/grace` | 200，`Hello, grace!` |
| `GET /hello/ada/grace` | 404 |
| `GET /hello/<b>` | 200，`Hello, &lt;b&gt;!` |
"""

_HINTS = """\
## 1. $task

1. The name between `<` and `>` in the rule is the name of the view's argument.
2. `markupsafe.escape` turns text into text that is safe in a page.
3. `return f"Hello, {escape(name)}!"`
"""

_STARTER = '''\
"""A page that greets whoever is named in the URL."""

from flask import Flask


def create_app():
    app = Flask(__name__)

    # TODO 1: the rule /hello/<name>

    return app
'''

_EXAMPLES = '''\
"""Visible examples of $id: those of the statement. They earn no points."""

import pytest


@pytest.mark.task(1)
def test_ada_is_greeted(client):
    """GET /hello/ada greets ada"""
    assert client.get("/hello/ada").text == "Hello, ada!"


@pytest.mark.task(1)
def test_grace_is_greeted(client):
    """GET /hello/grace greets grace"""
    assert client.get("/hello/grace").text == "Hello, grace!"
'''

_CHECKS = '''\
"""Hidden checks of $id."""

import pytest
from grader.checks import draw

TAGS = ["b", "i", "u"]  # beside a name that nobody knows beforehand


@pytest.mark.task(1)
@pytest.mark.points(5)
def test_greeting(client, rng):
    """Whoever is named is greeted"""
    for name in draw.labels(rng, 3):
        reply = client.get(f"/hello/{name}")

        assert reply.status_code == 200, "every name must be answered with a 200"
        assert reply.text == f"Hello, {name}!", "the page must greet the name from the URL"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.needs("test_greeting")
def test_one_part(client, rng):
    """A name is one part of the path"""
    first, second = draw.labels(rng, 2)

    assert client.get(f"/hello/{first}/{second}").status_code == 404, "a further / must not be found"


@pytest.mark.task(1)
@pytest.mark.points(3)
def test_escaped(client, rng):
    """A name brings no HTML into the page"""
    tag, name = rng.choice(TAGS), draw.label(rng)

    reply = client.get(f"/hello/<{tag}>{name}")

    assert reply.text == f"Hello, &lt;{tag}&gt;{name}!", "< and > must be escaped"
'''

_REFERENCE = '''\
"""A page that greets whoever is named in the URL."""

from flask import Flask
from markupsafe import escape


def create_app():
    app = Flask(__name__)

    @app.get("/hello/<name>")
    def hello(name):
        # A view's text is sent as HTML: what a stranger wrote must not become a tag.
        return f"Hello, {escape(name)}!"

    return app
'''

_ACCEPTED_OTHER_STYLE = """\
from flask import Flask, render_template_string
from flask.views import View


class Hello(View):
    def dispatch_request(self, name):
        return render_template_string("Hello, {{ name }}!", name=name)


def create_app():
    app = Flask(__name__)
    app.add_url_rule("/hello/<string:name>", view_func=Hello.as_view("hello"))
    return app
"""

_REJECTED_HARD_CODED = """\
from flask import Flask


def create_app():
    app = Flask(__name__)

    @app.get("/hello/ada")
    def ada():
        return "Hello, ada!"

    @app.get("/hello/grace")
    def grace():
        return "Hello, grace!"

    return app
"""

_ANSWERS = """\
# For each rejected answer: exactly the checks that fail or are skipped, and why anybody would write it.
# A `change` is a file of the reference, a text that stands in it once, and what takes its place; an answer that
# has none is a folder.

[rejected_hard_coded]
fails = ["test_greeting", "test_escaped"]
skips = ["test_one_part"]
why = "answers the statement's examples and nothing else"

[rejected_any_path]
change = [["app.py", "/hello/<name>", "/hello/<path:name>"]]
fails = ["test_one_part"]
why = "the converter `path` also takes what stands behind a further /"

[rejected_unescaped]
change = [["app.py", "{escape(name)}", "{name}"]]
fails = ["test_escaped"]
why = "puts what a stranger wrote into the page as it is"
"""

# `CHECKS` stands for the file name of the hidden checks, which the exercise's own name makes.
EXERCISE: Final = {
    "exercise.toml": _EXERCISE_TOML,
    "hints.md": _HINTS,
    "starter/app.py": _STARTER,
    "checks/test_examples.py": _EXAMPLES,
    "checks/CHECKS": _CHECKS,
}
COURSE: Final = _COURSE_TOML
COURSE_TITLES: Final = {"en": "A new course", "zh": "新课程"}
# Statements by language, and the title of their one task; another language begins with the English one.
STATEMENTS: Final = {"en": _README, "zh": _README_ZH}
TASKS: Final = {"en": "A greeting for everybody", "zh": "向每个人问好"}
SOLUTIONS: Final = {
    "reference/app.py": _REFERENCE,
    "accepted_other_style/app.py": _ACCEPTED_OTHER_STYLE,
    "rejected_hard_coded/app.py": _REJECTED_HARD_CODED,
    "answers.toml": _ANSWERS,
}
