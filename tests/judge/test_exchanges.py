"""The exchange that a message is about is the one that is shown, and what is shown of it is what the student can use."""

from __future__ import annotations

from grader.grading.grader import Grader
from grader.model import CheckResult, State
from tests.conftest import MakeExercise, app

MARKS = "@pytest.mark.task(1)\n@pytest.mark.points(1)\n"


def loss(
    grader: Grader, make_exercise: MakeExercise, body: str, program: str, *, args: str = "client", above: str = ""
) -> CheckResult:
    """Return what becomes of a check of these statements."""
    lines = "\n    ".join(body.splitlines())
    checks = f'from grader.checks.html import Page\n{above}\n{MARKS}def test_it({args}):\n    """It."""\n    {lines}\n'
    (check,) = grader.grade_files(make_exercise(checks, points=1), app(program), seed=1).checks
    return check


PAGES = '@app.get("/<name>")\ndef page(name):\n    return f"<h1>{name}</h1>"\n'


def test_an_assertion_shows_the_reply_that_it_names(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """What was asked later is not shown as evidence; it stands in the list, where the failing one is marked."""
    body = (
        'one = client.get("/one")\nclient.get("/two")\nthree = client.get("/three")\nassert "2" in one.text, "a digit"'
    )

    check = loss(strong_grader, make_exercise, body, PAGES)

    assert (check.asked, check.answered) == ("GET /one", "200 OK\n<h1>one</h1>")
    assert [(each.asked, each.shown) for each in check.exchanges] == [
        ("GET /one", True),
        ("GET /two", False),
        ("GET /three", False),
    ]


def test_an_assertion_about_a_page_shows_its_reply(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """A page knows what it is the page of."""
    body = 'page = Page.of(client.get("/one"))\nclient.get("/two")\nassert page.texts("h1") == ["1"], "a digit"'

    assert loss(strong_grader, make_exercise, body, PAGES).asked == "GET /one"


def test_an_assertion_in_a_helper_shows_the_reply_that_it_was_given(
    strong_grader: Grader, make_exercise: MakeExercise
) -> None:
    """The innermost line of the checks says what it is about."""
    above = 'def must_have_digit(reply):\n    assert "2" in reply.text, "a digit"\n'
    body = 'one = client.get("/one")\nclient.get("/two")\nmust_have_digit(one)'

    assert loss(strong_grader, make_exercise, body, PAGES, above=above).asked == "GET /one"


def test_an_assertion_that_asks_shows_what_it_asked(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """The question stands in the assertion itself."""
    body = 'one = client.get("/one")\nassert client.get("/two").text == one.text, "the same"'

    assert loss(strong_grader, make_exercise, body, PAGES).asked == "GET /two"


def test_an_assertion_about_an_answer_shows_its_probe(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """A value knows where it came from."""
    above = '@probe\ndef names(jail, first):\n    """All names"""\n    return [first, "b"]\n'
    body = 'found = names(jail, "a")\nclient.get("/two")\nassert found == ["c"], "the names"'

    check = loss(strong_grader, make_exercise, body, PAGES, args="client, jail", above=above)

    assert (check.asked, check.answered) == ("All names\n  first = 'a'", '["a", "b"]')


def test_a_check_of_one_exchange_has_no_list(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """There is nothing to choose from."""
    assert loss(strong_grader, make_exercise, 'assert not client.get("/one"), "no"', PAGES).exchanges == ()


# Pages that are no student's


def test_a_page_that_only_says_the_status_goes_without_saying(
    strong_grader: Grader, make_exercise: MakeExercise
) -> None:
    """Flask's own page of an error, and of a redirect."""
    program = 'from flask import redirect\n@app.get("/away")\ndef away():\n    return redirect("/x")\n'

    missing = loss(strong_grader, make_exercise, 'assert client.get("/").status_code == 200, "a page"', program)
    away = loss(strong_grader, make_exercise, 'assert client.get("/away").status_code == 200, "a page"', program)

    assert (missing.answered, away.answered) == ("404 NOT FOUND", "302 FOUND\nLocation: /x")


def test_a_page_of_the_students_is_shown(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Also with an error's status."""
    program = '@app.errorhandler(404)\ndef missing(error):\n    return "<p>Gone fishing</p>", 404\n'

    check = loss(strong_grader, make_exercise, 'assert client.get("/").status_code == 200, "a page"', program)

    assert check.answered == "404 NOT FOUND\n<p>Gone fishing</p>"


# Exceptions come first

RAISES = '@app.get("/")\ndef page():\n    return {"a": 1 / 0}\n'
LINE = ('app.py:5 in page: return {"a": 1 / 0}',)


def test_a_500_that_is_read_as_json_says_its_exception_first(
    strong_grader: Grader, make_exercise: MakeExercise
) -> None:
    """That it is no JSON is not what went wrong."""
    check = loss(strong_grader, make_exercise, 'assert client.get("/").json == {}, "empty"', RAISES)

    assert check.state is State.FAILED
    assert check.message == "Your program raised ZeroDivisionError: division by zero. The answer must be JSON."
    assert check.where == LINE


def test_an_exception_in_a_view_that_a_probe_visits_is_told(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Whether the probe answers or trips over the 500."""
    visits = '@probe\ndef visit(jail):\n    return jail.app().test_client().get("/").{}\n'
    body = 'assert visit(jail) == {"a": 1}, "a number"'

    answers, trips = (
        loss(strong_grader, make_exercise, body, RAISES, args="jail", above=visits.format(end))
        for end in ("status_code", 'json["a"]')
    )

    for check in (answers, trips):
        assert "ZeroDivisionError: division by zero" in check.message
        assert (check.state, check.where) == (State.FAILED, LINE)


# Templates


def test_a_template_check_shows_the_values_and_the_page_as_text(
    strong_grader: Grader, make_exercise: MakeExercise
) -> None:
    """A value a line, a long list item by item; the page with its own line breaks, empty lines once."""
    above = (
        '@probe\ndef page(jail, values):\n    """Render the page"""\n    return "<ul>\\n\\n  \\n<li>x</li>\\n</ul>"\n'
    )
    body = 'values = {"title": "T", "people": [{"name": "Ada" * 6}, {"name": "Bob" * 6}]}\nassert page(jail, values) == "", "empty"'

    check = loss(strong_grader, make_exercise, body, "", args="jail", above=above)

    assert check.asked.splitlines() == [
        "Render the page",
        "  title = 'T'",
        "  people =",
        f"    {{'name': '{'Ada' * 6}'}}",
        f"    {{'name': '{'Bob' * 6}'}}",
    ]
    assert check.answered == "<ul>\n<li>x</li>\n</ul>"
