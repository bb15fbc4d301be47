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

    tags: Mapped[list["Tag"]] = relationship(
        secondary=article_tag, back_populates="articles", order_by="Tag.name", cascade="all, delete"
    )


class Tag(Base):
    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)

    articles: Mapped[list[Article]] = relationship(secondary=article_tag, back_populates="tags")


def tag_article(session, article, names):
    """Make the article's tags exactly these."""
    # Clean first, drop doubles afterwards: " SQL" and "sql" are the same tag.
    wanted = {name.strip().lower() for name in names}
    known = session.scalars(select(Tag).where(Tag.name.in_(wanted))).all()
    missing = wanted - {tag.name for tag in known}
    # Assigning the list is enough: SQLAlchemy compares it with the old one and
    # inserts and deletes the link rows that differ.
    article.tags = [*known, *(Tag(name=name) for name in missing)]
    session.commit()


def popular(session, n):
    """Return the n most used tags as pairs (name, number of articles)."""
    # Counting a column of the link table gives 0 where the outer join found no link;
    # counting rows would give 1.
    count = func.count(article_tag.c.article_id)
    query = select(Tag.name, count).outerjoin(article_tag).group_by(Tag.id).order_by(count.desc(), Tag.name).limit(n)
    return [(name, number) for name, number in session.execute(query)]
