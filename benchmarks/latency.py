"""One submission after another, exercise by exercise: all kinds in turn in every round, so that a slow moment hits all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from benchmarks.figures import Figures, Kind, ratio
from benchmarks.lean import IN_PROCESS, Lean
from benchmarks.meter import Meter
from benchmarks.peers import Peer
from benchmarks.sample import REDIS, SQLALCHEMY, Case

TURNS = 3  # of what takes a tenth of a second, in each round
KINDS = ("lean", "strong", "landlock", "floor")

Act = Callable[[Case], tuple[list[float], float]]


def measure(cases: list[Case], rounds: int) -> Figures:
    """Return for each exercise and kind what each round took."""
    figures: Figures = {}
    with _kinds(cases) as kinds:
        for case in cases:
            row = figures[case.id] = {"group": case.group, "checks": _warmed(case, kinds)}
            row |= {kind: {"wall_ms": [], "cpu_ms": []} for kind in KINDS}
            for number in range(rounds):
                for kind in _turned(number):
                    walls, cpu = kinds[kind](case)
                    row[kind]["wall_ms"].append(walls)
                    row[kind]["cpu_ms"].append(cpu)
            print(_line(case, row), flush=True)
    return figures


def _warmed(case: Case, kinds: dict[str, Act]) -> int:
    """Let everybody collect the checks, which is paid once for a class; return how many there are."""
    for act in kinds.values():
        act(case)
    return sum(path.read_text(encoding="utf-8").count("\ndef test_") for path in case.checks)


def _turned(number: int) -> tuple[str, ...]:
    """Return the kinds, beginning with another in each round."""
    start = number % len(KINDS)
    return KINDS[start:] + KINDS[:start]


@contextlib.contextmanager
def _kinds(cases: list[Case]) -> Iterator[dict[str, Act]]:
    with contextlib.ExitStack() as stack:
        meter, lean = stack.enter_context(Meter()), stack.enter_context(Lean(cases))
        levels = {level: stack.enter_context(Peer("warm.py", level)) for level in ("strong", "landlock")}
        floors = {size: stack.enter_context(Peer("floor.py", size, path=IN_PROCESS)) for size in ("light", "full")}

        def plain(case: Case) -> tuple[list[float], float]:
            wall, cpu = lean.measured(case, meter)
            return [wall], cpu

        def floor(case: Case) -> tuple[list[float], float]:
            return floors["full" if case.group in (SQLALCHEMY, REDIS) else "light"].measured(case, TURNS)

        yield {
            "lean": plain,
            "strong": lambda case: levels["strong"].measured(case, TURNS),
            "landlock": lambda case: levels["landlock"].measured(case, TURNS),
            "floor": floor,
        }


def _line(case: Case, row: Figures) -> str:
    walls = {kind: Kind([row[kind]]).wall() for kind in KINDS}
    middle = "  ".join(f"{kind} {sorted(walls[kind])[len(walls[kind]) // 2]:6.1f}" for kind in KINDS)
    wall, cpu = (ratio(act(Kind([row["lean"]])), act(Kind([row["strong"]]))) for act in (Kind.wall, Kind.cpu))
    return f"{case.id:<42} {middle} ms  lean/strong {wall}, of processor time {cpu}"
