"""says: every note must be saved

Flushes, and never commits: to itself the notes are there.
"""

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


engine = create_engine("sqlite:///notes.db")
Base.metadata.create_all(engine)
session = Session(engine)


def save(title):
    session.add(Note(title=title))
    session.flush()
