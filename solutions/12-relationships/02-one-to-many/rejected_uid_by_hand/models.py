from sqlalchemy import Column, ForeignKey, Integer, String, Text
from sqlalchemy.orm import declarative_base, object_session, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    username = Column(String(50), nullable=False)
    articles = relationship("Article", order_by="Article.id")

    def __repr__(self):
        return f"<User(username:{self.username})>"


class Article(Base):
    __tablename__ = "article"
    id = Column(Integer, primary_key=True)
    title = Column(String(50), nullable=False)
    content = Column(Text, nullable=False)
    uid = Column(Integer, ForeignKey("user.id"))

    @property
    def author(self):
        return object_session(self).get(User, self.uid)

    @author.setter
    def author(self, user):
        self.uid = user.id


def publish(session, username, titles):
    user = session.query(User).filter_by(username=username).first()
    if user is None:
        user = User(username=username)
        session.add(user)
        session.commit()
    for title in titles:
        session.add(Article(title=title, content="", uid=user.id))
        session.flush()
    session.commit()
    return [article.title for article in session.query(Article).filter_by(uid=user.id).order_by(Article.id)]


def move(session, article_id, username):
    session.get(Article, article_id).uid = session.query(User).filter_by(username=username).one().id
    session.commit()
