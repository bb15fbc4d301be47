"""Visible examples of 12-relationships/04-many-to-many: those of the statement. They earn no points."""

import pytest
from grader.checks import probe


@probe
def link_before_any_flush(jail):
    models = jail.load("models")
    notes, python = models.Article(title="Notes"), models.Tag(name="python")
    notes.tags.append(python)
    return [article.title for article in python.articles]


@probe
def tag_the_notes_twice(jail):
    models = jail.load("models")
    with jail.database(models.Base) as database, database.session() as session:
        notes = models.Article(title="Notes")
        session.add(notes)
        session.commit()
        seen = []
        for names in (["Web", " python "], ["Machine Learning", "PYTHON", "python"]):
            models.tag_article(session, notes, names)
            session.expire_all()
            seen.append([str(tag.name) for tag in notes.tags])
        return {"tags": seen, "popular": [[str(name), int(count)] for name, count in models.popular(session, 5)]}


@pytest.mark.task(1)
def test_link_before_any_flush(jail):
    """A tag knows its article at once"""
    assert link_before_any_flush(jail) == ["Notes"]


@pytest.mark.task(2)
def test_tag_the_notes_twice(jail):
    """The statement's two calls, and the popular tags after them"""
    assert tag_the_notes_twice(jail) == {
        "tags": [["python", "web"], ["machine learning", "python"]],
        "popular": [["machine learning", 1], ["python", 1], ["web", 0]],
    }
