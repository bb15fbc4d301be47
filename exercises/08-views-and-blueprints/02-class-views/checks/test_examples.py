"""Visible examples of 08-views-and-blueprints/02-class-views: those of the statement. They earn no points."""

import pytest
from grader.checks import application


@application
def with_a_child(jail):
    app = jail.app()

    class Child(jail.load("app").PageView):
        def get_context(self):
            return {"heading": "Child", "items": ["one"]}

    app.add_url_rule("/child/", view_func=Child.as_view("child"))
    return app


@pytest.mark.task(1)
def test_the_child_example(jail):
    """A child class with nothing but get_context is a page"""
    page = with_a_child(jail).client().get("/child/").text
    assert "Child" in page and "one" in page and "Course" in page


@pytest.mark.task(2)
def test_the_books_example(client):
    """GET /books/ is the list of a and b"""
    page = client.get("/books/").text
    assert "List" in page and page.index("a</li>") < page.index("b</li>")
