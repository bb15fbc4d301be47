"""What an exercise is: its format, and the course on disk.

The law of this package: everything here is read as data. Nothing that a student wrote is ever opened, no check is
ever imported, nothing is run; the standard library and msgspec do, on every operating system. What an
author wrote wrongly is an `ExerciseError` or a `Problem` that names the file, and one broken exercise
leaves all others as they are.

    schema     exercise.toml and answers.toml as typed structs
    decode     from TOML bytes to those structs, or an error that names the place
    markdown   the task headings and hints that statements and hints.md hold
    rule_marks    the rules of a statement, which its author marks
    rule_coverage  which checks judge them, and who breaks them
    manifest   course.toml: languages, libraries, limits of a whole course
    files      trees of files as names and bytes
    answers    the files of an answer that is written as a change of the reference
    exercise   one exercise and its solutions on disk
    course     all of them, and how a word finds one
    problem    what the compiler found wrong
    outline    what can be read of check modules without importing them
    messages   what an assert of a hidden check owes its reader
    proofs     what a check's points rest on
    check_rules  what checks must keep to, for the compiler and before every grading
    sources    rules about code: starters and answers
    validate   every rule that needs no sandbox
    skeleton   a new exercise that works as written
    templates  its text
    handout    what students get
    working_folder  what a student's folder remembers of its runs
"""

from grader.course.check_rules import judging_checks
from grader.course.course import Course
from grader.course.decode import decode_answers, decode_spec
from grader.course.exercise import Exercise, Solutions
from grader.course.files import write_tree
from grader.course.handout import MARKER, examples_of, exercise_of_folder, papers, start, write_handout
from grader.course.manifest import MANIFEST, Manifest, decode_manifest, load_manifest
from grader.course.outline import CheckModule, CheckOutline, check_modules
from grader.course.problem import Problem
from grader.course.proofs import Proof, ProvenCheck, points_by_proof, proven_checks
from grader.course.rule_coverage import Coverage, RuleCover, coverage_of, judges
from grader.course.schema import (
    AnswerKey,
    App,
    ExplainedMutant,
    Files,
    KnownAnswer,
    NamedMutant,
    RejectedAnswer,
    Spec,
    Task,
)
from grader.course.skeleton import new_exercise
from grader.course.validate import validate_course, validate_exercise
from grader.course.working_folder import Work, next_exercise, remember, started_in, work_in

__all__ = [
    "MANIFEST",
    "MARKER",
    "AnswerKey",
    "App",
    "CheckModule",
    "CheckOutline",
    "Course",
    "Coverage",
    "Exercise",
    "ExplainedMutant",
    "Files",
    "KnownAnswer",
    "Manifest",
    "NamedMutant",
    "Problem",
    "Proof",
    "ProvenCheck",
    "RejectedAnswer",
    "RuleCover",
    "Solutions",
    "Spec",
    "Task",
    "Work",
    "check_modules",
    "coverage_of",
    "decode_answers",
    "decode_manifest",
    "decode_spec",
    "examples_of",
    "exercise_of_folder",
    "judges",
    "judging_checks",
    "load_manifest",
    "new_exercise",
    "next_exercise",
    "papers",
    "points_by_proof",
    "proven_checks",
    "remember",
    "start",
    "started_in",
    "validate_course",
    "validate_exercise",
    "work_in",
    "write_handout",
    "write_tree",
]
