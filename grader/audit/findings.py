"""The nouns of an audit: what falls short, the figures, and the report of an exercise and of a course."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from grader.model import Isolation

SCHEMA_VERSION = 1
_COUNTS = ("all", "graded", "killed", "explained", "survived")


class Part(StrEnum):
    """The parts of an audit, in the order of a report."""

    FORMAT = "format"
    HINTS = "hints"
    ANSWERS = "answers"
    RULES = "rules"
    DETERMINISM = "determinism"
    MUTANTS = "mutants"
    WEIGHTS = "weights"
    LIARS = "liars"
    INFORMED = "informed"
    ATTACKS = "attacks"
    COST = "cost"
    LEAKS = "leaks"


# For the first every check of every mutant runs; for the second the course is not mended yet.
USUAL = frozenset(Part) - {Part.WEIGHTS, Part.INFORMED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that falls short: where, the fact, a way out, and what the author needs to see it (a diff)."""

    part: Part
    where: str
    fact: str
    hint: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """A mutant that kept full marks under every seed, and nobody explained why."""

    id: str
    file: str
    line: int
    diff: str
    family: str = "classic"


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFigures:
    """The same counts as in `MutantFigures`, of the mutants of one family; `survived` is how many nobody explained."""

    family: str
    all: int
    graded: int
    killed: int
    explained: int
    survived: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MutantFigures:
    """How many mutants there are, were graded, were killed, live with an explanation, and live without one."""

    all: int
    graded: int
    killed: int
    explained: int
    survivors: tuple[Survivor, ...] = ()
    families: tuple[FamilyFigures, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightFigures:
    """How many mutants ran through all checks, cost more than half of the points, and do so for a reason."""

    weighed: int
    costly: int
    justified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigures:
    """How many rules a statement marks, somebody breaks and a check judges, and students know not to be judged."""

    all: int
    covered: int
    not_judged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFigures:
    """Points by the kind of proof that they rest on, firmest first (`grader.course.proofs`)."""

    source: int = 0
    evidence: int = 0
    replayed: int = 0
    exchange: int = 0
    word: int = 0

    def __add__(self, other: ProofFigures) -> ProofFigures:
        names = [field.name for field in fields(self)]
        return ProofFigures(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def total(self) -> int:
        """All points."""
        return sum(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class InformedFigures:
    """What liars earn, together, who have seen the reference under `runs` other seeds, in points.

    `beyond` is what of it is no constant's. `constants` are the checks whose right answers are the same in every run;
    `fixed` are those of them that the statement fixes, as answers.toml says.
    """

    runs: int
    earned: int
    beyond: int
    constants: tuple[str, ...] = ()
    constant_points: int = 0
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCost:
    """What one check costs with an answer that earns full marks: time on the clock and the most memory, over so many runs."""

    check: str
    median_ms: float
    p95_ms: float
    peak_bytes: int
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many gradings had their result from an earlier audit, and for how many seconds they were graded then."""

    gradings: int = 0
    seconds: float = 0.0

    def __add__(self, other: Kept) -> Kept:
        return Kept(gradings=self.gradings + other.gradings, seconds=round(self.seconds + other.seconds, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the gradings of this audit took, those that were kept left out.

    `forks` are jails, `loads` those of them in which a submission's code may run, `checks` those that ran; `seconds` is
    time on the clock, summed over all workers.
    """

    forks: int = 0
    loads: int = 0
    checks: int = 0
    seconds: float = 0.0

    def __add__(self, other: Work) -> Work:
        return Work(
            forks=self.forks + other.forks,
            loads=self.loads + other.loads,
            checks=self.checks + other.checks,
            seconds=round(self.seconds + other.seconds, 2),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseReport:
    """What became of one exercise. `gradings` counts submissions, `seconds` the time on the clock around them."""

    exercise: str
    points: int = 0
    checks: int = 0
    answers: int = 0
    seeds: int = 0
    rules: RuleFigures | None = None
    mutants: MutantFigures | None = None
    weights: WeightFigures | None = None
    proofs: ProofFigures = ProofFigures()
    liars: int = 0
    informed: InformedFigures | None = None
    attacks: int = 0
    costs: tuple[CheckCost, ...] = ()
    gradings: int = 0
    kept: Kept = Kept()
    work: Work = Work()
    seconds: float = 0.0
    findings: tuple[Finding, ...] = ()

    @property
    def green(self) -> bool:
        """Whether nothing falls short."""
        return not self.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseReport:
    """The document that `grade audit --json` prints. `isolation` is None when nothing was graded.

    `kept` and `work` are the sums of the exercises. `idle` is the share of the workers' time, from 0 to 1, in which they
    had nothing to grade, their start included.
    """

    schema_version: int = SCHEMA_VERSION
    grader_version: str
    isolation: Isolation | None
    parts: tuple[Part, ...]
    exercises: tuple[ExerciseReport, ...]
    kept: Kept = Kept()
    work: Work = Work()
    workers: int = 0
    idle: float = 0.0
    proofs: ProofFigures = ProofFigures()
    seconds: float

    @property
    def green(self) -> bool:
        """Whether nothing falls short anywhere."""
        return all(report.green for report in self.exercises)

    def families(self) -> tuple[FamilyFigures, ...]:
        """Return the counts of each family of mutants over all exercises, in the order in which they appear."""
        rows = [row for each in self.exercises if each.mutants for row in each.mutants.families]
        return tuple(
            FamilyFigures(
                family=family,
                **{count: sum(getattr(row, count) for row in rows if row.family == family) for count in _COUNTS},
            )
            for family in dict.fromkeys(row.family for row in rows)
        )
