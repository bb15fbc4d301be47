"""What each field of the results contract means: one sentence each, for the schemas and for `results.md`."""

from __future__ import annotations

from grader.model import Fault, Level, Outcome, State

FIELDS: dict[str, dict[str, str]] = {
    "Result": {
        "schema_version": "The version of this contract; a reader refuses a version it does not know.",
        "exercise": "The full id of the exercise, such as `04-routing/02-converters`.",
        "submission_digest": "The digest over the names and bytes that were graded, given files among them; empty when nothing was taken in.",
        "exercise_digest": "The digest over the exercise, its checks included, that judged.",
        "grader_version": "The version of the grader that judged.",
        "isolation": "How the submission was confined while it ran.",
        "seed": "The seed of the random inputs; grading again with it gives the same result, costs aside.",
        "graded": "Whether there is a score, which follows from `outcome`; when it is false, `score` means nothing and must not be entered.",
        "outcome": "What became of the submission.",
        "score": "The points earned, an integer from 0 to `max_score`.",
        "max_score": "The points that could be earned.",
        "message": "Why the submission was refused or not graded; empty otherwise.",
        "fault": "Whose fault it is that there is no score.",
        "checks": "One entry for each check of the exercise, in the exercise's order; empty when nothing was run.",
        "output": "What the program printed, capped.",
        "student_output": "What of it the student sees: what was printed while the program was loaded, or all of it where there are no hidden checks, or where `course.toml` says so.",
        "duration_ms": "Wall-clock milliseconds from intake to verdict.",
        "notes": "What was understood in another way than it was written, or is missing; one sentence each.",
        "ignored": "Names that were handed in and that the exercise does not use, printable and capped in number.",
    },
    "CheckResult": {
        "id": "The name of the check, unique within its exercise.",
        "title": "The sentence a student reads: what should be so.",
        "task": "The number of the task in the statement that the check belongs to.",
        "state": "What became of the check.",
        "points": "The points earned, from 0 to `max_points`.",
        "max_points": "The points the check is worth; 0 for an example.",
        "message": "The author's sentence with its full stop, or what happened to the program; for a skipped check, what it waited for, or what could not be loaded.",
        "asked": "The request or probe that the message is about, with the values it was given, capped; empty when the check passed.",
        "answered": "What the program answered to it: the status line and the body, or a probe's value, capped.",
        "where": "The lines of the student's own files that led to an exception, innermost last, each as `app.py:6 in tel: return …`.",
        "loading": "The file of the student's that could not be loaded, in the check that found out; empty in all others.",
        "exchanges": "The exchanges around the one that is told in full, in order, if there were several.",
        "detail": "What only instructors and authors may see, such as the judge's own account of a failure.",
        "duration_ms": "Wall-clock milliseconds this check took.",
        "peak_bytes": "The most memory the program had in RAM, in bytes; 0 where that is not known.",
    },
    "ExchangeSummary": {
        "asked": "The first line of what was asked.",
        "answered": "The first line of what was answered.",
        "shown": "Whether it is the one that `asked` and `answered` of the check tell in full.",
    },
    "Isolation": {
        "level": "The level of confinement that was observed to work.",
        "detail": "What was observed, and behind it what is not covered, in words such as `Landlock ABI 7, seccomp yes, …`; `nothing was run` for what never ran.",
    },
    "ClassResults": {
        "schema_version": "The version of this contract; a reader refuses a version it does not know.",
        "grader_version": "The version of the grader that wrote the document.",
        "isolation": "How the class was confined; each result also says it for itself.",
        "planned": "How many submissions were found; fewer rows mean that the run was interrupted.",
        "complete": "Whether every submission that was found has its row.",
        "rows": "One entry for each student and exercise that was handed in; of two for the same, the later counts.",
        "unknown_folders": "Folders that name no exercise of the course, and were not graded.",
        "students": "Every student of the class, by name, also those of whom nothing could be graded.",
        "needs_a_look": "What an instructor should look at beside the results: what was not understood, or chosen between two, and what in a submission's source should be read before its points are trusted; one sentence each.",
    },
    "Row": {
        "student": "The student's name: that of the folder, made printable and unique.",
        "result": "What the student's submission came to.",
        "handed_in_as": "The name under which a platform's download held the hand-in, by which feedback finds its way back; empty where there is none.",
    },
}

FAULTS = {
    Fault.NONE: "nobody's: there is a score",
    Fault.STUDENT: "the submission breaks a rule of the intake and was refused",
    Fault.AUTHOR: "the exercise is wrong: a check is broken",
    Fault.GRADER: "the grader or its machine failed",
}

STATES = {
    State.PASSED: "the program did what the check asks",
    State.FAILED: "the program answered, and the answer is not what the check asks",
    State.TIMED_OUT: "the program used up its time",
    State.OUT_OF_MEMORY: "the program used up its memory",
    State.CRASHED: "the program ended, or broke the line to the judge, before it answered",
    State.FORBIDDEN: "the program tried what the sandbox does not allow",
    State.SKIPPED: "the check waits for another check that did not pass, or for a file that could not be loaded",
    State.BROKEN: "the check or the grader failed; the submission is then not graded",
}

OUTCOMES = {
    Outcome.PASSED: "full marks",
    Outcome.FAILED: "points were lost",
    Outcome.REFUSED: "what was handed in breaks a rule of the intake, and nothing was run",
    Outcome.NOT_GRADED: "the grader or the exercise failed: never a zero",
}

LEVELS = {
    Level.STRONG: "namespaces, Landlock, seccomp and resource limits",
    Level.LANDLOCK: "Landlock, seccomp and resource limits, without namespaces",
    Level.NONE: "a separate process with resource limits, nothing else",
}
