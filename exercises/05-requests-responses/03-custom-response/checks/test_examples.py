"""Visible examples of 05-requests-responses/03-custom-response: those of the statement. They earn no points."""

import pytest
from grader.checks import application


@application
def with_the_examples(jail):
    from dataclasses import dataclass

    from werkzeug.wrappers import Response

    @dataclass
    class Point:
        x: int
        y: int

    app = jail.app()
    app.add_url_rule("/set", "set", lambda: {30, 4, 100})
    app.add_url_rule("/point", "point", lambda: (Point(x=1, y=2), 202))
    app.add_url_rule("/foreign", "foreign", lambda: Response("tea", 202, mimetype="text/csv"))
    return app


@pytest.mark.task(1)
def test_the_set_example(jail):
    """A view that returns {30, 4, 100} answers [4, 30, 100]"""
    assert with_the_examples(jail).client().get("/set").json == [4, 30, 100]


@pytest.mark.task(2)
def test_the_point_example(jail):
    """A view that returns a Point and 202 answers with both"""
    reply = with_the_examples(jail).client().get("/point")

    assert (reply.status_code, reply.json) == (202, {"x": 1, "y": 2})


@pytest.mark.task(3)
def test_the_foreign_example(jail):
    """A response of werkzeug's gets the header X-Forced"""
    assert with_the_examples(jail).client().get("/foreign").headers.get("X-Forced") == "1"
