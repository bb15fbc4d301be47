"""Visible examples of 12-relationships/02-one-to-many. They earn no points."""

import pytest
from grader.checks import probe


@probe
def ada_and_her_article(jail):
    models = jail.load("models")
    ada = models.User(username="ada")
    models.Article(title="Notes", content="", author=ada)
    return {"shown": repr(ada), "titles": [article.title for article in ada.articles]}


@probe
def ada_publishes_twice(jail):
    models = jail.load("models")
    with jail.database(models.Base) as database, database.session() as session:
        return [
            models.publish(session, "ada", ["Notes", "Letters"]),
            models.publish(session, "ada", ["Diagrams"]),
        ]


@pytest.mark.task(1)
def test_ada_and_her_article(jail):
    """An article that names its author stands in the author's list"""
    assert ada_and_her_article(jail) == {"shown": "<User(username:ada)>", "titles": ["Notes"]}


@pytest.mark.task(2)
def test_ada_publishes_twice(jail):
    """publish returns the earlier titles too"""
    assert ada_publishes_twice(jail) == [["Notes", "Letters"], ["Notes", "Letters", "Diagrams"]]
