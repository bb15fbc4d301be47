"""Visible examples of 07-template-structure/02-macros: those of the statement. They earn no points."""

import re

import pytest
from grader.checks import probe


@probe
def other_page(jail, source, values) -> str:
    """Render a page of the checks' own beside the student's templates."""
    import flask

    app = flask.Flask("page", root_path=str(jail.work))
    with app.test_request_context("/"):
        return str(flask.render_template_string(source, **values))


@probe
def login(jail, values) -> str:
    return str(jail.render("forms/login.html", **values))


def words(html):
    return " ".join(re.sub(r"<!--.*?-->|<[^>]*>", " ", html, flags=re.DOTALL).split())


@pytest.mark.task(1)
def test_a_city(jail):
    """The macro input, called for city, gives one input of that name"""
    page = other_page(jail, '{% from "forms/_macros.html" import input %}{{ input("city") }}', {})

    inputs = re.findall(r"<input\b[^>]*>", page)

    assert len(inputs) == 1, "the macro gives one `input`"
    assert re.search(r"\bname\s*=\s*[\"']?city\b", inputs[0]), "the name of the input is `city`"
    assert re.search(r"\btype\s*=\s*[\"']?text\b", inputs[0]), "the type of the input is `text`"


@pytest.mark.task(2)
def test_the_login_of_ada(jail):
    """The login page greets Ada"""
    assert "Hello Ada" in words(login(jail, {"user": "Ada", "last": "ada"})), "the page shows `Hello Ada`"
