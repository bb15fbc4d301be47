from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()

links = Table(
    "article_tag",
    Base.metadata,
    Column("tag_id", Integer, ForeignKey("tag.id")),
    Column("article_id", Integer, ForeignKey("article.id")),
    PrimaryKeyConstraint("tag_id", "article_id"),
)


class Tag(Base):
    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("name"),)
    id = Column(Integer, primary_key=True, autoincrement=True)
    name = Column(Text, nullable=False)
    articles = relationship("Article", secondary=links, backref=backref("tags", order_by=name))


class Article(Base):
    __tablename__ = "article"
    id = Column(Integer, primary_key=True, autoincrement=True)
    title = Column(Text, nullable=False)


def find_or_make(session, name):
    tag = session.query(Tag).filter(Tag.name == name).first()
    if not tag:
        tag = Tag(name=name)
        session.add(tag)
        session.flush()
    return tag


def tag_article(session, article, names):
    article.tags = []
    for name in names:
        tag = find_or_make(session, name.strip().lower())
        if tag not in article.tags:
            article.tags.append(tag)
    session.commit()


def popular(session, n):
    pairs = [[tag.name, len(tag.articles)] for tag in session.query(Tag)]
    pairs.sort(key=lambda pair: (-pair[1], pair[0]))
    return pairs[:n]
