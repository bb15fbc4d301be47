"""Imports the course's libraries and exercises their lazy parts once, in the fork server.

Only library state may be left behind: no engine, no connection, no application that a child could find.
"""

import contextlib
import importlib
import mimetypes

_LIGHT = [
    "ast",
    "base64",
    "collections",
    "concurrent.futures",
    "contextlib",
    "copy",
    "csv",
    "ctypes",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "email.utils",
    "enum",
    "fractions",
    "functools",
    "glob",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "html.parser",
    "http.cookies",
    "imghdr",
    "inspect",
    "io",
    "itertools",
    "json",
    "locale",
    "logging",
    "mimetypes",
    "operator",
    "pathlib",
    "pickle",
    "pprint",
    "queue",
    "random",
    "re",
    "runpy",
    "secrets",
    "shutil",
    "sqlite3",
    "statistics",
    "string",
    "struct",
    "subprocess",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "traceback",
    "types",
    "typing",
    "unicodedata",
    "urllib.parse",
    "urllib.request",
    "uuid",
    "warnings",
    "weakref",
    "zoneinfo",
    "encodings.idna",
    "blinker",
    "click",
    "email_validator",
    "flask",
    "flask.cli",
    "flask.testing",
    "flask.views",
    "flask_wtf",
    "flask_wtf.file",
    "flask_wtf.csrf",
    "itsdangerous",
    "jinja2",
    "markupsafe",
    "werkzeug",
    "werkzeug.routing",
    "werkzeug.security",
    "werkzeug.test",
    "werkzeug.utils",
    "wtforms",
    "wtforms.validators",
    "wtforms.fields",
]

_HEAVY = [
    "asyncio",
    "fakeredis",
    "flask_migrate",
    "flask_restful",
    "flask_sqlalchemy",
    "pymysql",
    "redis",
    "sqlalchemy",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.exc",
    "sqlalchemy.ext.associationproxy",
    "sqlalchemy.ext.declarative",
    "sqlalchemy.ext.hybrid",
    "sqlalchemy.orm",
    "sqlalchemy.orm.collections",
]


def up(*, full: bool) -> None:
    """Import and exercise, all or the light ones. A library that is not installed is left out."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in [*_LIGHT, *(_HEAVY if full else ())]:
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
    mimetypes.init(files=[])  # the same types on every machine, and no file to look for in a jail
    _use_flask()
    if full:
        _use_sqlalchemy()
        _use_fakeredis()


def _use_flask() -> None:
    import flask

    app = flask.Flask("warm_up")
    app.secret_key = "warm"

    @app.route("/<int:number>", methods=["GET", "POST"])
    def page(number: int) -> str:
        flask.session["number"] = number
        return flask.render_template_string(
            "{% for n in [1] %}{{ n|upper }}{{ url_for('page', number=n) }}{% endfor %}"
        )

    with app.test_client() as client:
        client.get("/1")
        client.post("/1", data={"a": "b"})
        client.post("/1", json={"a": "b"})
        client.get("/nothing")


def _use_sqlalchemy() -> None:
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


def _use_fakeredis() -> None:
    import fakeredis

    client = fakeredis.FakeRedis(server=fakeredis.FakeServer())
    client.set("a", "b", ex=1)
    client.get("a")
    client.close()
