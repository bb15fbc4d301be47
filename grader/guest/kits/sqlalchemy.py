"""SQLAlchemy: its statements recorded, temporary databases."""

# Annotations are evaluated here: SQLAlchemy reads those of the classes below, whose names a function imports.

import contextlib
import tempfile
from collections.abc import Iterator
from typing import Any

from grader.guest.kit import ProbeKit
from grader.guest.kits import Kit
from grader.protocol.environment import Preload

LIBRARIES = ("sqlalchemy",)


class Database:
    """A temporary SQLite database: `url`, `engine`, new sessions, and rows read past the ORM."""

    def __init__(self, url: str) -> None:
        from sqlalchemy import create_engine

        self.url = url
        self.engine = create_engine(url)

    def session(self, **options: Any) -> Any:
        """Return a new `sqlalchemy.orm.Session` on this database, for use in a `with`."""
        from sqlalchemy.orm import Session

        return Session(self.engine, **options)

    def rows(self, sql: str, parameters: Any = ()) -> list[list[Any]]:
        """Execute plain SQL with `?` parameters on a connection of its own; return the rows as lists."""
        import sqlite3

        path = self.url.removeprefix("sqlite:///")
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            return [list(row) for row in connection.execute(sql, tuple(parameters))]


class Tools(ProbeKit):
    """What probes can do with SQLAlchemy."""

    @contextlib.contextmanager
    def sql(self, *, with_parameters: bool = False) -> Iterator[list[Any]]:
        """Yield a list that gets the text of every SQL statement that any SQLAlchemy engine executes.

        With parameters it gets `[text, parameters]`, as often as a statement is executed: what can be replayed.
        """
        from sqlalchemy import Engine, event

        statements: list[Any] = []

        def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
            if with_parameters:
                statements.extend([statement, given] for given in (parameters if many else [parameters]))
            else:
                statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    @contextlib.contextmanager
    def database(self, base: Any = None, *, file: str = "") -> Iterator[Database]:
        """Yield a temporary SQLite database in a file, with the tables of a declarative base or MetaData.

        One that is to be handed over has the name of its `file` in the student's folder, and stays.
        """
        with tempfile.TemporaryDirectory(prefix="database-") as folder:
            database = Database(f"sqlite:///{self.work / file if file else f'{folder}/check.db'}")
            try:
                if base is not None:
                    getattr(base, "metadata", base).create_all(database.engine)
                yield database
            finally:
                database.engine.dispose()


def _warm_up() -> None:
    from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, select
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declarative_base, mapped_column, relationship

    class Base(DeclarativeBase):
        pass

    class Parent(Base):
        __tablename__ = "parent"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str] = mapped_column(String(9))
        children = relationship("Child", back_populates="parent", order_by="Child.id")

    class Child(Base):
        __tablename__ = "child"
        id = mapped_column(Integer, primary_key=True)
        parent_id = mapped_column(ForeignKey("parent.id"))
        parent = relationship("Parent", back_populates="children")

    old_base = declarative_base()
    type("Old", (old_base,), {"__tablename__": "old", "id": Column(Integer, primary_key=True)})
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Parent(name="a", children=[Child()]))
        session.commit()
        parent = session.scalars(select(Parent).where(Parent.name == "a").order_by(Parent.id)).one()
        parent.children[0].parent.name = "b"
        session.commit()
        session.query(Parent).filter_by(name="b").join(Child).count()
        session.delete(parent.children[0])
        session.commit()
    engine.dispose()
    Base.registry.dispose()
    old_base.registry.dispose()


KIT = Kit(
    preload=Preload.FULL,
    modules=(
        "sqlalchemy",
        "sqlalchemy.dialects.sqlite",
        "sqlalchemy.exc",
        "sqlalchemy.ext.associationproxy",
        "sqlalchemy.ext.declarative",
        "sqlalchemy.ext.hybrid",
        "sqlalchemy.orm",
        "sqlalchemy.orm.collections",
    ),
    warm_up=_warm_up,
    tools=Tools,
)
