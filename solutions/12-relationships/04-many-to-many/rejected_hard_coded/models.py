from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Tag(Base):
    __tablename__ = "tag"
    id = Column(Integer, primary_key=True)
    name = Column(String)

    @property
    def articles(self):
        return [Article(title="Notes")]


class Article(Base):
    __tablename__ = "article"
    id = Column(Integer, primary_key=True)
    title = Column(String)
    step = 0

    @property
    def tags(self):
        names = [[], ["python", "web"], ["machine learning", "python"]][Article.step]
        return [Tag(name=name) for name in names]


def tag_article(session, article, names):
    Article.step += 1


def popular(session, n):
    return [("machine learning", 1), ("python", 1), ("web", 0)]
