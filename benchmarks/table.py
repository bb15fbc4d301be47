"""The figures as Markdown: prints them, or writes them into the pages that carry them.

    python benchmarks/table.py [--write] [FILE]

A page has the place between `<!-- figures -->` and `<!-- /figures -->`; nothing about speed is said anywhere else.
"""

from __future__ import annotations

import argparse
import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.figures import LATEST, Figures, Kind, Ratio, groups_in, load, of_group, p95, ratio

ROOT: Final = LATEST.parent.parent.parent
PLACE: Final = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- /figures -->)", re.DOTALL)
median = statistics.median


def main() -> None:
    """Print the table of the documentation, or write all pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=LATEST, metavar="FILE")
    parser.add_argument("--write", action="store_true", help="write the pages, and print nothing")
    options = parser.parse_args()
    figures = load(options.file)
    if not options.write:
        print(everything(figures))
        return
    for page in PAGES:
        place = ROOT / page
        place.write_text(with_figures(place.read_text(encoding="utf-8"), page, figures), encoding="utf-8")


def with_figures(text: str, page: str, figures: Figures) -> str:
    """Return a page's text with these figures in their place. Raises `ValueError` if it has not exactly one."""
    fresh, places = PLACE.subn(lambda _: f"\n{PAGES[page](figures)}\n\n", text)
    if places != 1:
        raise ValueError(f"{page} has {places} places for figures")
    return fresh


# What the pages carry


def everything(figures: Figures) -> str:
    """Return all tables."""
    parts = (("latency", _latency), ("class", _class), ("run", _shell), ("memory", _memory), ("flat", _flat))
    return "\n\n".join([_made(figures), *(tell(figures) for part, tell in parts if part in figures)])


def _made(figures: Figures) -> str:
    made, machine = figures["made"], figures["made"]["machine"]
    changed = " with changes" if made["changed"] else ""
    return (
        f"Measured on {made['date']} at commit `{made['commit']}`{changed}: {machine['cpu']}, {machine['cores']} cores, "
        f"Linux {machine['kernel']}, Python {machine['python']}.\n"
        f"{made['rounds']} rounds; the load of the machine was {machine['load']} before them. "
        f"Processor time is that of the {made['cpu_from']}."
    )


def _latency(figures: Figures) -> str:
    part = figures["latency"]
    heads = ("exercises", "plain pytest", "p95", "`strong`", "p95", "`landlock`", "p95", "floor", "floor, a check")
    rows = [_walls(part, group) for group in groups_in(part)]
    ratios = ("wall: plain to `strong`", "plain to `landlock`", "`strong` to floor")
    spent = ("plain pytest", "`strong`", "`landlock`", "floor", "plain to `strong`", "plain to `landlock`")
    return "\n\n".join(
        (
            "### One submission\n\nMilliseconds on the clock.",
            _table(("", *heads), rows),
            "How many times as long:",
            _table(("", *ratios), [_wall_ratios(part, group) for group in groups_in(part)]),
            "Milliseconds of processor time, and how many times as much:",
            _table(("", *spent), [_spent(part, group) for group in groups_in(part)]),
        )
    )


def _walls(part: Figures, group: str) -> list[str]:
    lean, strong, landlock, floor = _kinds(part, group)
    checks = statistics.fmean(row["checks"] for row in part.values() if row["group"] == group)
    timed = [text for kind in (lean, strong, landlock) for text in (_ms(median(kind.wall())), _ms(kind.p95()))]
    a_check = median(floor.wall()) / checks
    return [group, str(len(lean.measured)), *timed, _ms(median(floor.wall())), f"{a_check:.1f}"]


def _wall_ratios(part: Figures, group: str) -> list[str]:
    lean, strong, landlock, floor = (kind.wall() for kind in _kinds(part, group))
    return [group, *map(str, (ratio(lean, strong), ratio(lean, landlock), ratio(strong, floor)))]


def _spent(part: Figures, group: str) -> list[str]:
    lean, strong, landlock, _ = spent = [kind.cpu() for kind in _kinds(part, group)]
    return [group, *(_ms(median(one)) for one in spent), str(ratio(lean, strong)), str(ratio(lean, landlock))]


def _kinds(part: Figures, group: str) -> list[Kind]:
    return [of_group(part, group, kind) for kind in ("lean", "strong", "landlock", "floor")]


def _class(figures: Figures) -> str:
    heads = ("plain, 1", "plain, 2", "`strong`, 1", "`strong`, 2", "`strong` to plain, 1", "2", "two to one: plain")
    rows = [[group, *_rates(row)] for group, row in figures["class"].items()]
    exercises = ", ".join(f"{row['exercise']} ({row['students']} students)" for row in figures["class"].values())
    return "\n\n".join(
        (
            f"### A class\n\nSubmissions per second, with one worker and with two: {exercises}.",
            _table(("", *heads, "`strong`", "processor time, plain to `strong`"), rows),
        )
    )


def _rates(row: Figures) -> list[str]:
    plain, strong = ([row[kind][workers]["per_s"] for workers in "12"] for kind in ("lean", "strong"))
    ratios = (
        *(ratio(ours, theirs) for ours, theirs in zip(strong, plain, strict=True)),
        *(_two_to_one(kind) for kind in (plain, strong)),
        ratio(row["lean"]["1"]["cpu_ms"], row["strong"]["1"]["cpu_ms"]),
    )
    rates = (f"{median(rounds):.1f}" for rounds in (*plain, *strong))
    return [*rates, *map(str, ratios[:2]), *(f"{one.median:.2f}" for one in ratios[2:4]), str(ratios[4])]


def _two_to_one(rounds: Sequence[Sequence[float]]) -> Ratio:
    return ratio(rounds[1], rounds[0])


def _shell(figures: Figures) -> str:
    heads = ("plain pytest", "`grade run`", "p95", "plain to `run`", "processor time: plain", "`run`")
    rows = [[_named(row, id), *_run(row)] for id, row in figures["run"].items()]
    text = f"### From the shell\n\nMilliseconds for one exercise of each group.\n\n{_table(('', *heads), rows)}"
    if "watch" not in figures:
        return text
    walls = {_named(row, id): row["wall_ms"] for id, row in figures["watch"].items()}
    watch = _table(
        ("", "`grade watch`, save to verdict", "p95"),
        [[name, _ms(median(wall)), _ms(p95(wall))] for name, wall in walls.items()],
    )
    return f"{text}\n\nOf what `grade watch` takes, most is the wait until two looks at the files agree, which come four times a second.\n\n{watch}"


def _named(row: Figures, id: str) -> str:
    return f"{row['group']}, {id}"


def _run(row: Figures) -> list[str]:
    lean, run = Kind([row["lean"]]), Kind([row["run"]])
    walls = _ms(median(lean.wall())), _ms(median(run.wall())), _ms(run.p95())
    return [*walls, str(ratio(lean.wall(), run.wall())), _ms(median(lean.cpu())), _ms(median(run.cpu()))]


def _memory(figures: Figures) -> str:
    part = figures["memory"]
    return (
        f"### Memory\n\nAt its peak a worker holds {median(part['worker_mb']):.0f} MB with all its "
        f"{median(part['processes']):.0f} processes, "
        f"and the command that leads it {median(part['command_mb']):.0f} MB more: "
        f"a class of {part['exercises']} exercises, proportional set size."
    )


def _flat(figures: Figures) -> str:
    part = figures["flat"]
    heads = ("graded", "clock", "processor", "MB of all processes", "MB resident in the grader's", "descriptors")
    rows = [
        [
            str(point["graded"]),
            *(f"{point[name]:.0f}" for name in ("wall_ms", "cpu_ms", "pss_mb", "rss_mb", "descriptors")),
        ]
        for point in part["points"]
    ]
    text = f"### Over many submissions\n\nOne worker, {part['exercise']}; milliseconds of a submission."
    return f"{text}\n\n{_table(heads, rows)}"


def summary(figures: Figures) -> str:
    """Return the few figures of the README."""
    part = figures["latency"]
    heads = ("one submission, ms", "plain pytest", "`strong`", "times as fast", "times less processor time")
    lines = [_table(heads, [_short(part, group) for group in groups_in(part)])]
    runs = [f"{_ms(median(Kind([row['run']]).wall()))} ms ({row['group']})" for row in figures["run"].values()]
    lines.append(f"`grade run`, from the shell to the verdict, takes {', '.join(runs)}.")
    twos = [_two_to_one([row["strong"][n]["per_s"] for n in "12"]).median for row in figures["class"].values()]
    lines[-1] += f"\nTwo workers grade {min(twos):.2f} times as much as one; " + (
        f"a worker holds {median(figures['memory']['worker_mb']):.0f} MB."
    )
    return "\n\n".join(lines)


def _short(part: Figures, group: str) -> list[str]:
    lean, strong = (of_group(part, group, kind) for kind in ("lean", "strong"))
    times = ratio(lean.wall(), strong.wall()).median, ratio(lean.cpu(), strong.cpu()).median
    return [group, _ms(median(lean.wall())), _ms(median(strong.wall())), *(f"{one:.1f}" for one in times)]


def _ms(value: float) -> str:
    return f"{value:.0f}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, rule, *rows))


PAGES: Final[dict[str, Callable[[Figures], str]]] = {
    "docs/explanation/performance.md": everything,
    "README.md": summary,
}


if __name__ == "__main__":
    main()
