"""Users and their articles."""

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(50))

    # Each side names the other, so SQLAlchemy keeps them in step in memory.
    articles: Mapped[list["Article"]] = relationship(back_populates="author", order_by="Article.id")

    def __repr__(self):
        return f"<User(username:{self.username})>"


class Article(Base):
    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(50))
    content: Mapped[str] = mapped_column(Text)
    uid: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    author: Mapped[User | None] = relationship(back_populates="articles")


def user_called(session, username):
    return session.scalars(select(User).where(User.username == username)).first()


def publish(session, username, titles):
    """Add an article for each title to the user of that name; return all of that user's titles by id."""
    user = user_called(session, username)
    if user is None:
        user = User(username=username)
        session.add(user)
    # Appending saves the articles too: they are reached from a user in the session.
    user.articles.extend(Article(title=title, content="") for title in titles)
    session.commit()
    return [article.title for article in user.articles]


def move(session, article_id, username):
    """Give the article to the user of that name."""
    article = session.get(Article, article_id)
    article.author = user_called(session, username)
    session.flush()
