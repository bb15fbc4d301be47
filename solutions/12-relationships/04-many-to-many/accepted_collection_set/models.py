import sqlalchemy as sa
from sqlalchemy import orm


class Base(orm.DeclarativeBase):
    pass


class Link(Base):
    __table__ = sa.Table(
        "article_tag",
        Base.metadata,
        sa.Column("article_id", sa.ForeignKey("article.id"), primary_key=True),
        sa.Column("tag_id", sa.ForeignKey("tag.id"), primary_key=True, index=True),
    )


class Tag(Base):
    __tablename__ = "tag"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    name: orm.Mapped[str] = orm.mapped_column(unique=True)
    articles: orm.Mapped[set["Article"]] = orm.relationship(secondary="article_tag", back_populates="tags")


class Article(Base):
    __tablename__ = "article"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    title: orm.Mapped[str]
    tags: orm.Mapped[list[Tag]] = orm.relationship(
        secondary="article_tag", back_populates="articles", order_by=Tag.name, lazy="selectin"
    )


def tag_article(session, article, names):
    wanted = {name.strip().lower() for name in names}
    ids = []
    for name in sorted(wanted):
        number = session.scalar(sa.select(Tag.id).where(Tag.name == name))
        if number is None:
            number = session.execute(sa.insert(Tag).values(name=name).returning(Tag.id)).scalar_one()
        ids.append(number)
    session.execute(sa.delete(Link).where(Link.article_id == article.id))
    if ids:
        session.execute(sa.insert(Link), [{"article_id": article.id, "tag_id": number} for number in ids])
    session.commit()


def popular(session, n):
    counted = (
        sa.select(sa.func.count()).select_from(Link).where(Link.tag_id == Tag.id).correlate(Tag).scalar_subquery()
    )
    return [tuple(row) for row in session.execute(sa.select(Tag.name, counted).order_by(-counted, Tag.name).limit(n))]
