"""Articles, tags, and the table that links them."""

from sqlalchemy import Column, ForeignKey, Table, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


# Nobody ever asks for a link by a number of its own: the pair is the key, so the database itself
# refuses the same link twice.
article_tag = Table(
    "article_tag",
    Base.metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Article(Base):
    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]

    # `secondary` writes and deletes the link rows. A cascade here would delete the tags themselves.
    tags: Mapped[list["Tag"]] = relationship(secondary=article_tag, back_populates="articles", order_by="Tag.name")


class Tag(Base):
    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)

    articles: Mapped[list[Article]] = relationship(secondary=article_tag, back_populates="tags")


def tag_article(session, article, names):
    """Make the article's tags exactly these."""
    tags = []
    for name in set(names):
        name = name.strip().lower()
        tag = session.scalar(select(Tag).where(Tag.name == name))
        if tag is None:
            tag = Tag(name=name)
            session.add(tag)
        tags.append(tag)
    article.tags = tags
    session.commit()


def popular(session, n):
    """Return the n most used tags as pairs (name, number of articles)."""
    # Counting a column of the link table gives 0 where the outer join found no link;
    # counting rows would give 1.
    count = func.count(article_tag.c.article_id)
    query = select(Tag.name, count).outerjoin(article_tag).group_by(Tag.id).order_by(count.desc(), Tag.name).limit(n)
    return [(name, number) for name, number in session.execute(query)]
