import sqlalchemy as sa
import sqlalchemy.orm as so


class Base(so.DeclarativeBase):
    metadata = sa.MetaData()


user_table = sa.Table(
    "user",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("username", sa.Unicode(50), nullable=False, index=True),
)
article_table = sa.Table(
    "article",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.Unicode(50), nullable=False),
    sa.Column("content", sa.UnicodeText, nullable=False, default=""),
    sa.Column("uid", sa.ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
)


class User(Base):
    __table__ = user_table
    articles = so.relationship("Article", back_populates="author", lazy="selectin", cascade="all, delete-orphan")

    def __repr__(self):
        return "<User(username:{})>".format(self.username)


class Article(Base):
    __table__ = article_table
    author = so.relationship("User", back_populates="articles", lazy="joined", innerjoin=True)


def publish(session, username, titles):
    number = session.scalar(sa.select(User.id).filter_by(username=username))
    if number is None:
        number = session.execute(sa.insert(User).values(username=username)).inserted_primary_key[0]
    for title in titles:
        session.execute(sa.insert(article_table).values(title=title, content="", uid=number))
    session.commit()
    return list(session.scalars(sa.select(Article.title).filter_by(uid=number).order_by(Article.id)))


def move(session, article_id, username):
    user_id = sa.select(User.id).where(User.username == username).scalar_subquery()
    session.execute(sa.update(Article).where(Article.id == article_id).values(uid=user_id))
    session.commit()
