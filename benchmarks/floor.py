"""The floor: for each check a bare fork of a process that holds the course's libraries and the submission, on a pipe.

Nothing of the grader and no pytest is in here: no wall, no confinement, no report. This process has imported the libraries
and used each once. For a submission it forks a process that imports the student's modules once; that one forks a child for
each check, which calls it as a function, with the application in the same process. A check that does not pass that way (it
must see the import itself, or finds what an earlier one has done to the files) gets a fork that imports for itself.
`python benchmarks/floor.py light|full`
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import importlib.util
import inspect
import json
import os
import sys
import tempfile
import time
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit import Jail, go_to, seeded

LIGHT = ("flask", "flask_wtf", "wtforms", "werkzeug.test", "werkzeug.debug", "sqlite3", "runpy", "asyncio")
FULL = (*LIGHT, "sqlalchemy.orm", "sqlalchemy.dialects.sqlite", "fakeredis")


Job = dict[str, Any]  # a line of `peers`
Group = list[Any]  # checks that share a jail


@dataclass(slots=True)
class Plan:
    """Groups that can follow an import made before, and those that import for themselves."""

    together: list[Group]
    alone: list[Group]


class Mark:
    """`pytest.mark`, for checks that nobody collects: keeps which of them share a jail, and what cases one has."""

    def __getattr__(self, name: str) -> Any:
        def mark(*values: Any, **_: Any) -> Any:
            def marked(function: Any) -> Any:
                if name == "shares":
                    function.shares = values[0]
                if name == "parametrize":
                    names, rows = values[0].replace(" ", "").split(","), values[1]
                    function.cases = [dict(zip(names, row if names[1:] else [row], strict=True)) for row in rows]
                return function

            return marked

        return mark


def main() -> None:
    """Import, use, and run what is asked for until the pipe ends."""
    pytest = types.ModuleType("pytest")
    pytest.mark = Mark()  # type: ignore[attr-defined]
    sys.modules["pytest"] = pytest
    full = sys.argv[1] == "full"
    for name in FULL if full else LIGHT:
        importlib.import_module(name)
    use_flask()
    if full:
        use_sqlalchemy()
        use_redis()
    say({"imported": sys.argv[1]})
    plans: dict[str, Plan] = {}
    for line in sys.stdin:
        job = json.loads(line)
        if job["exercise"] not in plans:
            plans[job["exercise"]] = planned(groups_of(job["checks"]), job)
        say({"wall_ms": run(plans[job["exercise"]], job)})


def say(what: dict[str, Any]) -> None:
    """Answer with a line."""
    print(json.dumps(what), flush=True)


def groups_of(paths: list[str]) -> list[Group]:
    """Import checks; return them by the jail that each group shares, which is one for each check but where it says so."""
    groups: dict[Any, list[Any]] = {}
    for path in paths:
        spec = importlib.util.spec_from_file_location(f"checks_{abs(hash(path))}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for check in (value for name, value in vars(module).items() if name.startswith("test_")):
            for case in getattr(check, "cases", [{}]):
                given = functools.partial(check, **case)
                given.__name__ = f"{check.__name__}{list(case.values()) or ''}"
                groups.setdefault(getattr(check, "shares", given), []).append(given)
    return list(groups.values())


def planned(groups: list[Group], job: Job) -> Plan:
    """Find out which groups cannot follow an import that was made before."""
    gc.collect()
    gc.freeze()
    plan = Plan(together=groups, alone=[])
    while failed := attempt(plan, job)[1]:
        plan.alone += [plan.together[number] for number in failed]
        plan.together = [group for group in plan.together if group not in plan.alone]
    return plan


def run(plan: Plan, job: Job) -> float:
    """Return milliseconds for all checks, one after the other. All must pass."""
    wall_ms, failed = attempt(plan, job)
    assert not failed, (job["exercise"], failed)
    return wall_ms


def attempt(plan: Plan, job: Job) -> tuple[float, list[int]]:
    """Return milliseconds, and the numbers of those that did not pass together."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as top:
        started = time.perf_counter()
        if plan.together:
            assert in_child(lambda: tried(plan.together, job, Path(top))), job["exercise"]
        for number, group in enumerate(plan.alone):
            assert in_child(lambda: passes(group, enter(Path(top, str(number)), job))), job["exercise"]  # noqa: B023
        wall_ms = (time.perf_counter() - started) * 1000
        return wall_ms, [int(name.suffix[1:]) for name in Path(top).glob("failed.*")]


def in_child(act: Callable[[], bool]) -> bool:
    """Fork a process that does something and ends; return whether it said so."""
    child = os.fork()
    if child == 0:
        status = 1
        with contextlib.suppress(BaseException):
            status = 0 if act() else 1
        os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def tried(groups: list[Group], job: Job, top: Path) -> bool:
    """Import the submission once; leave a file for each group that does not pass in a fork of that."""
    jail = enter(top / "together", job)
    modules = [job["entry"].partition(":")[0]] if job["entry"] else top_modules(job)
    for module in modules:
        jail.kit.load(module)
    gc.freeze()
    for number, group in enumerate(groups):
        if not in_child(lambda: passes(group, jail)):  # noqa: B023  called in this turn of the loop
            (top / f"failed.{number}").touch()
    return True


def top_modules(job: Job) -> list[str]:
    """Return the modules of a submission without an application."""
    return [Path(name).stem for name in job["files"] if name.endswith(".py") and "/" not in name]


def enter(folder: Path, job: Job) -> Jail:
    """Write the submission, and make it what modules are found in."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    for name, text in job["files"].items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode("latin-1"))
    sys.dont_write_bytecode = True
    tempfile.tempdir = str(folder.parent)
    go_to(folder)
    return Jail(folder, job["entry"])


def passes(group: Group, jail: Jail) -> bool:
    """Call the checks."""
    for check in group:
        check(**fixtures(check, jail))
    return True


def fixtures(check: Any, jail: Jail) -> dict[str, Any]:
    """Return what a check asks for by the names of its parameters."""
    makers = {
        "jail": lambda: jail,
        "clean": lambda: Jail(jail.kit.work, ""),
        "client": jail.client,
        "rng": lambda: seeded(check.__name__),
    }
    return {name: makers[name]() for name in inspect.signature(check).parameters if name not in check.keywords}


def use_flask() -> None:
    """Serve a page once, so that what is made lazily is there."""
    import flask

    app = flask.Flask("used")
    app.secret_key = "used"

    @app.route("/<int:number>", methods=["GET", "POST"])
    def page(number: int) -> str:
        flask.session["number"] = number
        return flask.render_template_string("{% for n in [1] %}{{ url_for('page', number=n) }}{% endfor %}{{ '<'|e }}")

    client = app.test_client()
    for path in ("/1", "/x"):
        client.get(path)
    client.post("/2", data={"a": "b"})


def use_sqlalchemy() -> None:
    """Map two tables, write, query and delete once."""
    from sqlalchemy import ForeignKey, Integer, String, create_engine, select
    from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, relationship

    class Base(DeclarativeBase):
        pass

    class Parent(Base):
        __tablename__ = "parent"
        id = mapped_column(Integer, primary_key=True)
        name = mapped_column(String(9))
        children = relationship("Child", back_populates="parent", order_by="Child.id")

    class Child(Base):
        __tablename__ = "child"
        id = mapped_column(Integer, primary_key=True)
        parent_id = mapped_column(ForeignKey("parent.id"))
        parent = relationship("Parent", back_populates="children")

    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Parent(name="a", children=[Child()]))
        session.commit()
        parent = session.scalars(select(Parent).where(Parent.name == "a").order_by(Parent.id)).one()
        session.delete(parent.children[0])
        session.commit()
    engine.dispose()
    Base.registry.dispose()


def use_redis() -> None:
    """Set and get once."""
    import fakeredis

    with contextlib.closing(fakeredis.FakeRedis(server=fakeredis.FakeServer())) as client:
        client.set("a", "b", ex=1)
        client.get("a")


if __name__ == "__main__":
    main()
