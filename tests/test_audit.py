"""The audit: a sound exercise is green, and a broken one of every kind is reported."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.audit import corpus
from grader.audit.attacks import Attacks, patience_ms
from grader.audit.auditor import AuditPlan, audit_course
from grader.audit.chance import sample
from grader.audit.findings import Finding, Part
from grader.audit.mutation import EVERY_FAMILY, mutants_of
from grader.audit.trials import Key, Trial, Trials
from grader.audit.weights import Weights
from grader.cli import app
from grader.course import Course, new_exercise
from grader.errors import SandboxUnavailable
from grader.grading.grader import Grader
from grader.grading.pool import Pool
from grader.grading.prepare import prepare
from grader.grading.worker import WorkerUnavailable
from grader.model import Level, Outcome, Result, State
from grader.submission import from_files
from tests.audit_course import ID, AuditCourse
from tests.conftest import require_level
from tests.samples import a_check, a_failed_check, a_result

CHECKS = "checks/test_totals.py"
REFERENCE = "reference/totals.py"
ANSWERS = "answers.toml"
DRAWN = "calls, sums = [], []\n"  # a line of `test_total`


@pytest.fixture
def course(tmp_path: Path) -> AuditCourse:
    """A sound course, to be broken."""
    return AuditCourse(tmp_path)


def only(findings: list[Finding]) -> Finding:
    """The one finding there is."""
    assert len(findings) == 1, findings
    return findings[0]


# What is sound


@pytest.mark.parametrize("level", [Level.STRONG, Level.LANDLOCK])
def test_an_exercise_without_flask_is_audited_green(course: AuditCourse, level: Level) -> None:
    """Plain functions and plain SQL go through every part, at each level that isolates."""
    require_level(level)

    report = course.audit(level=level, seeds=2, attacks=12)

    assert report.green, report.exercises[0].findings
    assert report.isolation is not None
    assert report.isolation.level is level


def test_a_new_exercise_is_audited_green(tmp_path: Path) -> None:
    """What `grade new` writes judges right as it stands: answers, mutants, liars, attacks."""
    new_exercise(tmp_path, ID)
    plan = AuditPlan(exercises=(ID,), seeds=2, attacks=6, workers=2)

    report = audit_course(Course(tmp_path), plan)

    assert report.green, report.exercises[0].findings


def test_a_report_counts_what_was_done(course: AuditCourse) -> None:
    """Checks, answers, seeds, mutants, liars, attacks and costs are in the report."""
    (report,) = course.audit(mutants=3, attacks=4, seeds=2).exercises

    assert (report.points, report.checks, report.answers, report.seeds) == (10, 2, 5, 2)
    assert report.mutants is not None
    assert (report.mutants.graded, report.mutants.killed) == (3, 3)
    assert report.mutants.all > 3
    assert report.liars > 20
    assert report.attacks == 4
    assert {cost.check for cost in report.costs} == {"test_total", "test_query"}
    assert all(cost.peak_bytes > 10 << 20 for cost in report.costs)


def test_a_report_counts_what_it_took(course: AuditCourse) -> None:
    """Jails, loads, checks that ran, the workers' time, and the share of it in which they had nothing to grade."""
    report = course.audit(Part.ANSWERS, Part.LIARS)

    work, (exercise,) = report.work, report.exercises
    assert work == exercise.work
    assert 0 < work.loads <= work.forks
    assert exercise.gradings <= work.checks <= work.forks
    assert 0 < work.seconds < report.seconds
    assert 0 < report.idle < 1
    assert report.workers == 1


# Format


def test_a_broken_rule_of_the_format_is_reported(course: AuditCourse) -> None:
    """The compiler's rules are part of the audit."""
    course.change("hints.md", "## 2. The same in SQL", "## 3. The same in SQL")

    facts = [finding.fact for finding in course.findings(Part.FORMAT)]

    assert "there is no heading `## 2. The same in SQL`" in facts


def test_code_in_a_statement_must_compile(course: AuditCourse) -> None:
    """A Python block with a syntax error is named with its line."""
    course.change("README.md", "assert total(", "assert total((")

    finding = only(course.findings(Part.FORMAT))

    assert finding.where == f"{ID}/README.md:10"
    assert "does not compile" in finding.fact


def test_a_template_in_a_statement_must_compile(course: AuditCourse) -> None:
    """A Jinja block that is not closed is named."""
    course.change("README.md", "```python", "```jinja\n{% if a %}\n```\n\n```python")

    assert "a `jinja` block does not compile" in only(course.findings(Part.FORMAT)).fact


def test_a_link_must_lead_somewhere(course: AuditCourse) -> None:
    """A relative link to a file that is not there is named."""
    course.change("README.md", "You edit one file", "[Notes](notes.md). You edit one file")

    assert only(course.findings(Part.FORMAT)).fact == "the link `notes.md` leads nowhere"


def test_an_exercise_that_cannot_be_read_is_a_finding(course: AuditCourse) -> None:
    """A broken exercise.toml does not stop the audit."""
    course.change("exercise.toml", "points = 10", 'points = "ten"')

    assert "points: expected int" in only(course.findings()).fact


# Known answers


def test_a_starter_that_earns_is_reported(course: AuditCourse) -> None:
    """An untouched starter must earn nothing; the check that pays it is named."""
    course.change("starter/totals.py", "# TODO 2: QUERY", '# TODO 2\nQUERY = ""')
    course.change(CHECKS, "    assert seen == [[second, 101], [first, 2 * small]]", "    assert seen != [[first]]")

    findings = [finding for finding in course.findings(Part.ANSWERS) if finding.where.endswith("starter")]

    assert only(findings).fact == "earns 4 of 10 untouched: `test_query`"


def test_an_accepted_answer_that_loses_points_is_reported(course: AuditCourse) -> None:
    """The check it loses is named, with what was asked and answered, and the command that repeats it."""
    course.change("accepted_loop/totals.py", "if not number < least", "if number > least")

    finding = only(course.findings(Part.ANSWERS))

    assert finding.fact == "earns 4 of 10: `test_total failed`"
    assert "numbers from least on must be added" in finding.detail
    assert f"grade run {ID} solutions/{ID}/accepted_loop --seed" in finding.hint


def test_a_rejected_answer_must_fail_what_it_says(course: AuditCourse) -> None:
    """A check that passes where answers.toml says it fails is named, and one that fails too."""
    course.change(ANSWERS, 'fails = ["test_query"]', 'fails = ["test_total"]')

    finding = only(course.findings(Part.ANSWERS))

    assert finding.where == f"solutions/{ID}/rejected_smallest_first"
    assert finding.fact == "answers.toml says otherwise: `test_total` passes; `test_query` fails too"
    written = f"grade solution {ID} rejected_smallest_first rejected_smallest_first"
    assert f"`{written}` and then `grade run {ID} rejected_smallest_first --seed" in finding.hint


def test_a_hard_coded_cheat_is_due(course: AuditCourse) -> None:
    """One of the rejected answers must be the cheat that answers the examples."""
    course.path("rejected_hard_coded").rename(course.path("rejected_hard_coded").parent / "rejected_lazy")
    course.change(ANSWERS, "rejected_hard_coded", "rejected_lazy")

    assert only(course.findings(Part.ANSWERS)).fact == "no rejected answer is a hard-coded cheat"


def test_a_broken_check_is_the_authors_fault(course: AuditCourse) -> None:
    """A check that trips over its own code is shown to its author with the line."""
    course.change(CHECKS, DRAWN, DRAWN + "    undefined\n")

    findings = course.findings(Part.ANSWERS)

    assert "could not be graded: a check is broken" in findings[0].fact
    assert "NameError: name 'undefined' is not defined" in findings[0].detail


def test_nothing_is_made_of_a_reference_that_loses_points(course: AuditCourse) -> None:
    """Mutants, liars and attacks say nothing then, so they are not run."""
    course.change(REFERENCE, "number >= least", "number > least")

    report = course.audit(Part.MUTANTS, Part.LIARS, Part.ATTACKS).exercises[0]

    assert report.gradings == 1
    assert "earns 4 of 10" in only(list(report.findings)).fact


# Determinism


def test_a_flaky_check_is_named(course: AuditCourse) -> None:
    """A check that the reference loses under some seeds is named, with a seed that shows it."""
    course.change(CHECKS, DRAWN, DRAWN + '    assert rng.random() > 0.5 or totals_of(jail, []) == [1], "luck"\n')

    # Seeds are fixed, so that luck is too: the first, which decides about everything else, is a lucky one.
    findings = course.findings(Part.DETERMINISM, seeds=12)

    assert "`test_total` is flaky: the reference loses it under" in only(findings).fact


def test_a_check_that_asks_the_clock_is_named(course: AuditCourse) -> None:
    """The same seed must give the same result twice."""
    words = '"numbers from least on must be added, least itself among them"'
    course.change(CHECKS, words, "str(__import__('time').time_ns())")

    finding = only(course.findings(Part.DETERMINISM))

    assert "twice with the same seed comes out differently: `test_total`" in finding.fact


# Mutants


def weaken(course: AuditCourse) -> None:
    """Take the boundary out of `test_total`: numbers like `least` itself are no longer asked for."""
    course.change(CHECKS, "calls.append([[small, least, large], least])", "calls.append([[small, large], least])")
    course.change(CHECKS, "sums.append(least + large)", "sums.append(large)")


def test_a_survivor_is_shown_as_a_diff(course: AuditCourse) -> None:
    """A check that leaves the boundary out lets a mutant live, which is shown."""
    weaken(course)

    finding = only(course.findings(Part.MUTANTS))

    assert "a mutant survives: `totals.py:total:compare:>=->>:" in finding.fact
    assert "+    return sum(number for number in numbers if number > least)" in finding.detail


def explain(course: AuditCourse, table: str, id: str) -> None:
    """Name a mutant in answers.toml."""
    path = course.path(ANSWERS)
    path.write_text(f'{table} = [{{ id = "{id}", why = "a reason" }}]\n{path.read_text("utf-8")}', "utf-8")


def survivor_of(course: AuditCourse) -> str:
    """The id of the mutant that a weakened course lets live."""
    files = {"totals.py": course.path(REFERENCE).read_bytes()}
    return next(mutant.id for mutant in mutants_of(files) if "compare:>=->>" in mutant.id)


@pytest.mark.parametrize("table", ["equivalent", "outside_contract"])
def test_an_explained_survivor_is_no_finding_of_its_own(course: AuditCourse, table: str) -> None:
    """What answers.toml names is counted as explained; here that is more than one in ten, which is said."""
    weaken(course)
    explain(course, table, survivor_of(course))

    (report,) = course.audit(Part.MUTANTS).exercises

    assert report.mutants is not None
    assert (report.mutants.explained, report.mutants.survivors) == (1, ())
    assert [finding.fact.partition(" of ")[0] for finding in report.findings] == (
        ["1"] if report.mutants.graded < 10 else []
    )


def test_an_explanation_may_hold_a_star(course: AuditCourse) -> None:
    """`*` stands for anything in an id."""
    weaken(course)
    explain(course, "equivalent", "totals.py:total:compare:>=->>:*")

    (report,) = course.audit(Part.MUTANTS).exercises

    assert report.mutants is not None
    assert report.mutants.survivors == ()


def test_an_explanation_of_a_killed_mutant_is_idle(course: AuditCourse) -> None:
    """An entry that a check has overtaken is to be taken out."""
    explain(course, "equivalent", survivor_of(course))

    assert "is explained, but a check kills it" in only(course.findings(Part.MUTANTS)).fact


def test_an_explanation_of_nothing_is_idle(course: AuditCourse) -> None:
    """An entry for a mutant that is no longer there is to be taken out."""
    explain(course, "equivalent", "totals.py:gone:number:000000")

    assert "there is no such mutant" in only(course.findings(Part.MUTANTS)).fact


def test_mutants_are_classic_unless_families_are_asked_for(course: AuditCourse) -> None:
    """The counts are told for each family, and nobody waits for those that were not asked for."""
    (usual,) = course.audit(Part.MUTANTS, mutants=1).exercises
    (every,) = course.audit(Part.MUTANTS, mutants=1, families=EVERY_FAMILY).exercises

    assert usual.mutants is not None
    assert every.mutants is not None
    assert [row.family for row in usual.mutants.families] == ["classic"]
    assert every.mutants.families[0].family == "classic"
    assert sum(row.all for row in every.mutants.families) == every.mutants.all > usual.mutants.all


def test_an_explanation_of_another_family_may_wait(course: AuditCourse) -> None:
    """An entry is idle when its mutant was graded and needs it no more, not when nobody asked for its family."""
    explain(course, "outside_contract", "totals.py:total:too-tidy:first-few*")

    assert not course.findings(Part.MUTANTS)


# Weights


def let_the_query_wait(course: AuditCourse) -> None:
    """Make `test_query` wait for `test_total`, of which it needs nothing."""
    marks = "@pytest.mark.task(2)\n"
    course.change(CHECKS, marks, f'{marks}@pytest.mark.needs("test_total")\n')


def test_a_fault_that_costs_more_than_half_by_several_checks_is_listed(course: AuditCourse) -> None:
    """The checks that one small change loses are named, and the changes are shown."""
    let_the_query_wait(course)

    findings = course.findings(Part.WEIGHTS)

    assert findings[0].part is Part.WEIGHTS
    assert "10 of 10: `test_total`, `test_query`" in findings[0].fact
    assert "-    return sum(" in findings[0].detail


def test_a_fault_may_cost_what_one_check_is_worth(course: AuditCourse) -> None:
    """A check of six points out of ten is its author's choice."""
    (report,) = course.audit(Part.WEIGHTS).exercises

    assert report.weights is not None
    assert report.weights.weighed > 3
    assert report.weights.costly == 0
    assert report.green


def test_a_costly_fault_may_be_justified(course: AuditCourse) -> None:
    """What answers.toml names under `costly` is counted, and no finding."""
    let_the_query_wait(course)
    explain(course, "costly", "totals.py:total:*")

    (report,) = course.audit(Part.WEIGHTS).exercises

    assert report.weights is not None
    assert report.weights.costly == report.weights.justified > 0
    assert report.green


def test_a_justification_of_a_cheap_fault_is_idle(course: AuditCourse) -> None:
    """An entry that checks have overtaken is to be taken out, when all that it can mean was graded."""
    explain(course, "costly", "totals.py:total:*")

    findings = course.findings(Part.WEIGHTS, families=EVERY_FAMILY)

    of_weights = [finding for finding in findings if finding.part is Part.WEIGHTS]
    assert "is justified, but it costs no more than half" in only(of_weights).fact


@pytest.mark.parametrize(("answered", "costly"), [("500 INTERNAL SERVER ERROR", 0), ("", 0), ("200 OK", 1)])
def test_a_program_that_breaks_wherever_it_is_asked_is_no_small_fault(
    course: AuditCourse, answered: str, costly: int
) -> None:
    """Checks that were lost for an exception say nothing about each other; those lost for an answer do."""
    (mutant, *_) = mutants_of({"totals.py": course.path(REFERENCE).read_bytes()})
    weights = Weights(Course(course.root).load(ID), [mutant])

    weights.observe(
        mutant, a_result(*(a_failed_check(id=id, answered=answered) for id in ("test_total", "test_query")))
    )

    assert weights.figures().costly == costly


@pytest.mark.parametrize(("loading", "costly"), [("totals.py", 0), ("", 1)])
def test_a_program_that_cannot_be_loaded_is_no_small_fault(course: AuditCourse, loading: str, costly: int) -> None:
    """Checks that are skipped because a file does not load wait for no other check."""
    (mutant, *_) = mutants_of({"totals.py": course.path(REFERENCE).read_bytes()})
    weights = Weights(Course(course.root).load(ID), [mutant])

    weights.observe(
        mutant,
        a_result(
            a_failed_check(id="test_total", loading=loading), a_failed_check(id="test_query", state=State.SKIPPED)
        ),
    )

    assert weights.figures().costly == costly


def test_weights_are_asked_for_by_name(course: AuditCourse) -> None:
    """They take every check of every mutant: nobody waits for that unasked."""
    report = audit_course(Course(course.root), AuditPlan(exercises=(ID,), mutants=1, attacks=0, seeds=2, workers=1))

    assert Part.WEIGHTS not in report.parts
    assert report.exercises[0].weights is None


def test_a_sample_is_always_the_same(course: AuditCourse) -> None:
    """`--mutants N` draws with a fixed seed."""
    first, again = (course.audit(Part.MUTANTS, mutants=2).exercises[0].mutants for _ in range(2))

    assert first == again
    assert first is not None
    assert first.graded == 2


# Liars and attacks


def test_a_check_that_believes_true_is_named(course: AuditCourse) -> None:
    """A probe whose right answer is always True can be guessed."""
    course.change(
        CHECKS, "    return [total(numbers, least) for numbers, least in calls]", "    return total([1], 1) == 1"
    )
    course.change(CHECKS, "assert totals_of(jail, calls) == sums", "assert totals_of(jail, calls) is True")

    facts = [finding.fact for finding in course.findings(Part.LIARS)]

    assert any("a liar earns 6 of 10" in fact and "true to every probe" in fact for fact in facts), facts


def test_a_check_that_believes_an_echo_is_named(course: AuditCourse) -> None:
    """A probe that hands over its own answer is answered with its arguments."""
    course.change(CHECKS, "def totals_of(jail, calls):", "def totals_of(jail, calls, sums):")
    course.change(CHECKS, "    return [total(numbers", "    return calls, [total(numbers")
    course.change(
        CHECKS, "assert totals_of(jail, calls) == sums", "assert totals_of(jail, calls, sums) == [calls, sums]"
    )

    facts = [finding.fact for finding in course.findings(Part.LIARS)]

    assert any("its arguments" in fact for fact in facts), facts


def test_a_check_that_pays_for_an_empty_page_is_named(tmp_path: Path) -> None:
    """A status alone is earned by whoever answers 200 to everything."""
    new_exercise(tmp_path, ID)
    checks = tmp_path / "exercises" / ID / "checks" / "test_totals.py"
    text = checks.read_text("utf-8")
    checks.write_text(text.replace('assert reply.text == f"Hello, {name}!"', 'assert "" in reply.text'), "utf-8")
    plan = AuditPlan(exercises=(ID,), parts=frozenset({Part.LIARS}), workers=1)

    facts = [finding.fact for finding in audit_course(Course(tmp_path), plan).exercises[0].findings]

    assert any("every request nothing" in fact and "`test_greeting`" in fact for fact in facts), facts


def test_a_check_that_pays_for_a_dead_program_is_named(course: AuditCourse) -> None:
    """What asks the program nothing is passed by one that ends itself."""
    course.change(CHECKS, "    assert totals_of(jail, calls) == sums", "    assert calls")

    facts = [finding.fact for finding in course.findings(Part.ATTACKS)]

    assert len(facts) == 2
    assert all(fact.startswith("the starter earns 6 with ") and fact.endswith(": `test_total`") for fact in facts)


def test_a_check_that_forbids_honest_work_is_named(course: AuditCourse) -> None:
    """The reference beside an honest program that imports, prints and starts threads must keep full marks."""
    course.change(CHECKS, "def test_total(jail, rng):", "def test_total(jail, clean, rng):")
    course.change(CHECKS, "@pytest.mark.task(1)\n", _SOURCE_PROBE + "@pytest.mark.task(1)\n")
    course.change(CHECKS, DRAWN, DRAWN + "    assert imports_of(clean) == 0\n")

    fact = only(course.findings(Part.ATTACKS, attacks=1)).fact

    assert fact.startswith("the reference with the honest twin of ")
    assert fact.endswith(" earns 4 of 10")


@pytest.mark.parametrize(
    ("id", "state"), [("T01", State.CRASHED), ("T03", State.CRASHED), ("R08", State.TIMED_OUT), ("E11", State.FAILED)]
)
def test_an_attack_does_its_act_whenever_its_program_does(
    course: AuditCourse, strong_grader: Grader, id: str, state: State
) -> None:
    """When it is loaded, or in a view: around any exercise, and what comes of it is what must."""
    exercise = Course(course.root).load(ID)
    programs = [program for program in corpus.load() if program.runs_here]
    request = Attacks(exercise, 1, None).hostile([program for program in programs if program.id == id])

    result = strong_grader.grade_submission(
        exercise, from_files(request.files, wanted=prepare(exercise).roles), seed=1, options=request.options
    )

    # A load that failed is tried once: the checks after it are not run.
    assert {check.state for check in result.checks} - {State.SKIPPED} == {state}


def test_attacks_are_a_sample_that_is_always_the_same(course: AuditCourse) -> None:
    """Fewer than all are drawn with a fixed seed."""
    exercise = Course(course.root).load(ID)
    every, some, again = ([*Attacks(exercise, 1, count).trials()] for count in (None, 3, 3))

    assert [request.files for request in some] == [request.files for request in again]
    assert len(some) < len(every)


@pytest.mark.parametrize(("took_ms", "patience"), [(2.0, 150), (100.0, 500), (700.0, 1_000)])
def test_a_program_that_hangs_is_waited_for_by_the_pace_of_the_machine(
    course: AuditCourse, took_ms: float, patience: int
) -> None:
    """It must come so far as to hang, and nobody waits for more."""
    reference = a_result(a_check(duration_ms=took_ms), a_check(duration_ms=took_ms))
    hangs = [program for program in corpus.load() if program.id == "R08"]

    attacks = Attacks(Course(course.root).load(ID), 1, None, patience_ms=patience_ms(reference))

    assert attacks.hostile(hangs).options.total_wall_ms == patience


def test_honest_twins_share_a_grading(course: AuditCourse) -> None:
    """Each is in one that must keep full marks, and none needs one of its own."""
    attacks = Attacks(Course(course.root).load(ID), 1, None)
    twins = [program.twin for program in corpus.load() if program.runs_here]

    honest = [
        trial.files["totals.py"] for trial in attacks.trials() if b"def total(numbers" in trial.files["totals.py"]
    ]

    assert len(honest) < len(twins) / 10
    assert all(any(repr(twin)[1:-1].encode() in text for text in honest) for twin in twins if "{{" not in twin)


def test_a_group_that_falls_short_is_halved_until_one_is_found(course: AuditCourse) -> None:
    """The finding names the one program whose twin costs something, and no other."""
    attacks = Attacks(Course(course.root).load(ID), 1, 8)
    group = sample([program for program in corpus.load() if program.runs_here], 8, ID)
    guilty = group[5].id.encode()
    left, graded = [attacks.honest(group)], 0
    while left:
        trial = left.pop()
        is_lost = b"'_hostile_%s'" % guilty in trial.files["totals.py"]
        left += trial.then(a_result(a_failed_check(id="test_total")) if is_lost else a_result())
        graded += 1

    assert f"the honest twin of {group[5].id} " in only(list(attacks.conclude())).fact
    assert graded == 1 + 2 * 3


def test_hostile_programs_that_disturb_others_are_alone(course: AuditCourse) -> None:
    """Only what looks around, or tries to get out and lives on, shares a grading."""
    programs = [program for program in corpus.load() if program.runs_here]
    attacks = Attacks(Course(course.root).load(ID), 1, None)
    texts = [
        trial.files["totals.py"] for trial in attacks.trials() if b"def total(numbers" not in trial.files["totals.py"]
    ]

    shared = {
        program.id
        for program in programs
        for text in texts
        if b"'_hostile_%s'" % program.id.encode() in text and text.count(b"_hostile.__file__") > 1
    }

    assert shared
    assert {id[0] for id in shared} == {"E", "I"}
    assert all(
        {State.PASSED, State.FAILED} >= set(program.expected[Level.STRONG].values())
        for program in programs
        if program.id in shared
    )


_SOURCE_PROBE = '''\
@probe
def imports_of(clean):
    """Count the imports"""
    return clean.read("totals.py").count("import ")


'''

# Cost and leaks


def test_a_check_near_its_limit_is_named(course: AuditCourse) -> None:
    """A check that takes more than a fourth of its limit is over budget."""
    course.change("exercise.toml", "[files]", "[limits]\nwall_ms = 1000\n\n[files]")
    course.change(CHECKS, "    total = jail.load", "    __import__('time').sleep(0.4)\n    total = jail.load")

    finding = only(course.findings(Part.COST))

    assert finding.fact.startswith("`test_total` takes ")
    assert finding.fact.endswith("its limit is 1000 ms")


def test_a_check_that_takes_much_memory_is_named(course: AuditCourse) -> None:
    """A check that takes more than half of the memory is over budget too."""
    course.change("exercise.toml", "[files]", "[limits]\nmemory_bytes = 268435456\n\n[files]")
    course.change(CHECKS, "    total = jail.load", "    ballast = b'x' * (96 << 20)\n    total = jail.load")

    finding = only(course.findings(Part.COST))

    assert finding.fact.startswith("`test_total` takes ")
    assert finding.fact.endswith(" MiB of memory, its limit is 256 MiB")


def test_a_message_that_tells_the_answer_is_named(course: AuditCourse) -> None:
    """What was expected in one run must not stand in a message."""
    course.change(
        CHECKS, '"numbers from least on must be added, least itself among them"', 'f"expected {sum(sums) + 7000}"'
    )

    finding = only(course.findings(Part.ANSWERS, Part.LEAKS))

    assert "a value that was drawn or worked out (`test_total`, message)" in finding.fact


def test_a_message_with_a_place_of_this_machine_is_named(course: AuditCourse) -> None:
    """Paths of the grader's machine are nobody's business."""
    root = "str(__import__('pathlib').Path(__file__).parents[4])"
    course.change(CHECKS, '"numbers from least on must be added, least itself among them"', root)

    facts = [finding.fact for finding in course.findings(Part.ANSWERS, Part.LEAKS)]

    assert any("a place of this machine" in fact for fact in facts), facts


def test_a_message_with_the_source_of_a_check_is_named(course: AuditCourse) -> None:
    """Lines of the hidden checks stay hidden."""
    leak = "open(__file__).read().splitlines()[31]"
    course.change(CHECKS, '"numbers from least on must be added, least itself among them"', leak)

    facts = [finding.fact for finding in course.findings(Part.ANSWERS, Part.LEAKS)]

    assert any("a line of the checks (`test_total`, message)" in fact for fact in facts), facts


# The workers


def graded(course: AuditCourse, files: dict[str, bytes], *, kills: bool = False) -> list[Outcome]:
    """What became of one submission, graded by a pool of one worker, which may be killed first."""
    exercise = Course(course.root).load(ID)
    outcomes: list[Outcome] = []

    def hear(result: Result) -> tuple[Trial, ...]:
        outcomes.append(result.outcome)
        return ()

    with Pool(course.root, workers=1) as pool:
        if kills:
            os.kill(pool.pids()[0], signal.SIGKILL)
        ended: list[str] = []
        request = Trial(exercise=exercise, files=files, seed=1, then=hear)
        Trials(pool).run([request], on_end=lambda exercise, *_: ended.append(exercise))
    assert ended == [ID]
    return outcomes


def test_a_worker_that_dies_is_replaced(course: AuditCourse) -> None:
    """Its submission is graded once more, and nothing of the audit is lost."""
    files = {"totals.py": course.path(REFERENCE).read_bytes()}

    assert graded(course, files, kills=True) == [Outcome.PASSED]


def test_what_the_intake_refuses_is_heard_of(course: AuditCourse) -> None:
    """A submission that breaks a rule has a result too, and its exercise comes to an end."""
    assert graded(course, {"other.txt": b""}) == [Outcome.REFUSED]


def test_a_machine_without_the_level_says_so(course: AuditCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that gets no sandbox stops the audit with the reason; nothing is called a finding."""
    monkeypatch.setattr(
        "grader.grading.worker.Worker.receive", lambda self: WorkerUnavailable(fact="no such level", hint="ask")
    )

    with pytest.raises(SandboxUnavailable, match="no such level"):
        course.audit(Part.ANSWERS)


# From one audit to the next


def audit_again(course: AuditCourse, known: dict[Key, Result], part: Part) -> list[Finding]:
    """Audit one part as `--watch` does: with what is known from the time before."""
    plan = AuditPlan(exercises=(ID,), parts=frozenset({part}), seeds=3, workers=1)
    report = audit_course(Course(course.root), plan, known=known)
    return list(report.exercises[0].findings)


def test_only_what_has_changed_is_graded_again(course: AuditCourse) -> None:
    """An answer that was edited is graded under its three seeds, and nothing else is."""
    known: dict[Key, Result] = {}
    assert audit_again(course, known, Part.ANSWERS) == []
    before = dict(known)
    course.change("accepted_loop/totals.py", "if not number < least", "if number > least")

    finding = only(audit_again(course, known, Part.ANSWERS))

    assert "earns 4 of 10" in finding.fact
    assert len(known) == len(before) + 3
    assert all(known[key] is result for key, result in before.items())


def test_everything_is_graded_again_when_a_check_has_changed(course: AuditCourse) -> None:
    """Results of the exercise as it was are forgotten."""
    known: dict[Key, Result] = {}
    audit_again(course, known, Part.ANSWERS)
    before = set(known)
    weaken(course)

    assert audit_again(course, known, Part.ANSWERS)
    assert not before & set(known)


def test_what_is_known_makes_no_check_deterministic(course: AuditCourse) -> None:
    """Two gradings that are to be compared are two gradings."""
    words = '"numbers from least on must be added, least itself among them"'
    course.change(CHECKS, words, "str(__import__('time').time_ns())")
    known: dict[Key, Result] = {}

    assert only(audit_again(course, known, Part.DETERMINISM)) == only(audit_again(course, known, Part.DETERMINISM))


# The command


def grade(course: AuditCourse, *words: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    result = CliRunner().invoke(app, ["--course", str(course.root), "audit", *words, "--workers", "1"])
    return result.exit_code, result.stdout


def test_the_command_ends_with_0_when_everything_judges_right(course: AuditCourse) -> None:
    """A line for the exercise and a last line on stdout."""
    code, printed = grade(course, "totals", "--only", "format")

    assert code == 0
    assert "all judge right" in printed


def test_the_command_ends_with_3_when_something_falls_short(course: AuditCourse) -> None:
    """Each finding is printed with where, what, and a way out."""
    course.change("README.md", "You edit one file", "[Notes](notes.md). You edit one file")

    code, printed = grade(course, "--only", "format")

    assert code == 3
    assert "the link `notes.md` leads nowhere" in " ".join(printed.split())
    assert "hint: name a file beside the statement" in " ".join(printed.split())


def test_the_command_prints_json(course: AuditCourse) -> None:
    """Everything a machine wants: parts, figures, findings."""
    code, printed = grade(course, "--only", "mutants", "--mutants", "1", "--json")

    document = json.loads(printed)

    assert code == 0
    assert document["schema_version"] == 1
    assert document["exercises"][0]["mutants"] == {
        **document["exercises"][0]["mutants"],
        "graded": 1,
        "killed": 1,
        "survivors": [],
    }


def test_the_command_writes_a_page(course: AuditCourse, tmp_path: Path) -> None:
    """One file: kill rates, survivors side by side, nothing to fetch."""
    weaken(course)
    page = tmp_path / "audit.html"

    code, _ = grade(course, "--only", "mutants", "--html", str(page))
    text = page.read_text("utf-8")

    assert code == 3
    assert "if number &gt; least)" in text
    assert "if number &gt;= least)" in text
    assert "http" not in text.replace("http-equiv", "")


def test_a_page_needs_no_mutants(course: AuditCourse, tmp_path: Path) -> None:
    """What falls short in one part alone can be written as a page too."""
    course.change("starter/totals.py", "# TODO 2: QUERY", '# TODO 2\nQUERY = ""')
    course.change(CHECKS, "    assert seen == [[second, 101], [first, 2 * small]]", "    assert seen != [[first]]")
    page = tmp_path / "audit.html"

    code, _ = grade(course, "--only", "answers", "--html", str(page))

    assert code == 3
    assert "earns 4 of 10 untouched" in page.read_text("utf-8")


def test_the_costs_of_a_single_exercise_are_printed(course: AuditCourse) -> None:
    """A line for each check: milliseconds and memory."""
    code, printed = grade(course, "--only", "cost")

    lines = [line.split() for line in printed.splitlines()]

    assert code == 0
    assert {line[0] for line in lines if line[-1:] == ["MiB"]} == {"test_total", "test_query"}


def test_the_figures_of_each_family_are_printed(course: AuditCourse, tmp_path: Path) -> None:
    """Graded, killed, explained, survived: under the details, and in the page."""
    page = tmp_path / "audit.html"

    _, printed = grade(
        course, "--only", "mutants", "--families", "classic", "--families", "too-tidy", "--html", str(page)
    )
    lines = [line.split() for line in printed.splitlines()]

    assert {line[0] for line in lines if len(line) == 5} >= {"classic", "too-tidy"}
    assert "Families of mutants" in page.read_text("utf-8")


def test_the_command_refuses_a_family_that_is_none(course: AuditCourse) -> None:
    """`all`, `classic`, or a name of the table."""
    code, _ = grade(course, "--families", "too-tiny")

    assert code == 2


@pytest.mark.parametrize("option", ["--mutants", "--attacks"])
def test_the_command_refuses_what_is_no_number(course: AuditCourse, option: str) -> None:
    """Both take a number or `all`."""
    code, _ = grade(course, option, "some")

    assert code == 2
