from sqlalchemy import ForeignKey, String, desc, func, select
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class ArticleTag(Base):
    __tablename__ = "article_tag"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True)
    article: Mapped["Article"] = relationship(back_populates="links")
    tag: Mapped["Tag"] = relationship(back_populates="links", lazy="joined", innerjoin=True)


class Article(Base):
    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    links: Mapped[list[ArticleTag]] = relationship(
        back_populates="article",
        order_by=lambda: select(Tag.name).where(Tag.id == ArticleTag.tag_id).scalar_subquery(),
    )
    tags: AssociationProxy[list["Tag"]] = association_proxy("links", "tag", creator=lambda tag: ArticleTag(tag=tag))


class Tag(Base):
    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True, index=True)
    links: Mapped[list[ArticleTag]] = relationship(back_populates="tag")
    articles: AssociationProxy[list[Article]] = association_proxy(
        "links", "article", creator=lambda article: ArticleTag(article=article)
    )


def tag_article(session, article, names):
    wanted = list(dict.fromkeys(" ".join(name.lower().split(" ")).strip() for name in names))
    for tag in list(article.tags):
        if tag.name in wanted:
            wanted.remove(tag.name)
        else:
            article.tags.remove(tag)
    for name in wanted:
        tag = session.execute(select(Tag).filter_by(name=name)).unique().scalar_one_or_none()
        article.tags.append(tag or Tag(name=name))
    session.commit()
    return article.tags


def popular(session, n):
    uses = func.count(ArticleTag.tag_id).label("uses")
    query = select(Tag.name, uses).join(Tag.links, isouter=True).group_by(Tag.name)
    return session.execute(query.order_by(desc("uses"), Tag.name).limit(n)).all()
