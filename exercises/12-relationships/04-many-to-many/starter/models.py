"""Articles, tags, and the table that links them."""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


# TODO 1: the table article_tag, class Article and class Tag, related to each other


def tag_article(session, article, names):
    """Make the article's tags exactly these."""
    # TODO 2


def popular(session, n):
    """Return the n most used tags as pairs (name, number of articles)."""
    # TODO 3
