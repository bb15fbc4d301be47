"""How fast is grading, against the fastest plain pytest and against the floor?

    python benchmarks/grading.py [--rounds N] [--part latency,class,…] [--only TEXT] [--json FILE]

    latency  one submission: `lean`, a new plain pytest for it (see `lean`); a warm grader at `strong` and at `landlock`,
             fresh state for each check; `floor`, a bare fork for each check (see `floor`)
    class    submissions per second, plain and at `strong`, with one worker and with two
    run      `grade run` from the shell, against the plain pytest of the same exercise
    watch    `grade watch`, from the save to the verdict
    memory   what a worker holds at its peak
    flat     whether it stays so: processor time, memory and descriptors over many submissions

All is measured in this one run and in turn: ratios are taken within a round, and what counts is their median.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from benchmarks import figures, latency, memory, sample, shell, throughput
from benchmarks.figures import Figures
from benchmarks.meter import Meter

PARTS = ("latency", "class", "run", "watch", "memory", "flat")


def main() -> None:
    """Measure the parts asked for, and keep the figures."""
    options = _options()
    cases = sample.cases(only=options.only, every=options.all)
    if not cases:
        raise SystemExit(f"no exercise holds `{options.only}`")
    load = os.getloadavg()[0]
    with Meter() as meter:
        made = figures.made(rounds=options.rounds, cpu_from=meter.source, load=load)
    print(f"{made['machine']}, processor time from the {made['cpu_from']}, {options.rounds} rounds", flush=True)
    document: Figures = {"made": made}
    measures = _measures(options, cases)
    for part in options.part.split(","):
        document[part] = measures[part]()
        if options.json:
            figures.save(document, Path(options.json))


def _measures(options: argparse.Namespace, cases: list[sample.Case]) -> dict[str, Callable[[], Figures]]:
    rounds = options.rounds
    return {
        "latency": lambda: latency.measure(cases, rounds),
        "class": lambda: throughput.measure(cases, rounds, options.students, every=options.all),
        "run": lambda: shell.measure_run(cases, rounds),
        "watch": lambda: shell.measure_watch(cases, rounds),
        "memory": lambda: memory.measure(cases, max(1, rounds // 3)),
        "flat": lambda: memory.flatness(cases[0], options.flat),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="measurements of each kind")
    parser.add_argument("--part", type=_parts, default=",".join(PARTS), help="which, with commas between them")
    parser.add_argument("--only", default="", help="exercises whose id holds this text, or one of several: 04-,12-")
    parser.add_argument("--all", action="store_true", help="every exercise, not the sample; a class of every group")
    parser.add_argument("--students", type=int, default=24, help="of the class")
    parser.add_argument("--flat", type=int, default=200, metavar="N", help="submissions to look at flatness with")
    parser.add_argument("--json", default="", metavar="FILE", help="write the figures here, part by part")
    return parser.parse_args()


def _parts(text: str) -> str:
    if unknown := set(text.split(",")) - set(PARTS):
        raise argparse.ArgumentTypeError(
            f"no part is called {', '.join(sorted(unknown))}: there are {', '.join(PARTS)}"
        )
    return text


if __name__ == "__main__":
    main()
