"""Takes a submission in: from a folder, a zip or a tar to `{name: bytes}`, and nothing else happens.

Theory of operation
-------------------
Everything here runs on the trusted side, on bytes that a stranger chose. So nothing is ever extracted,
executed, compiled or opened by a name from an archive; links are not followed; every loop and every
buffer has a cap that is applied to what was measured, never to what a header declares.

    folder, zips, tars   three sources; each yields `Entry`s: a name as it came, a kind, a bounded `read`
    archive              tells the sources apart by content
    gather               the one place where entries become `{name: bytes}`, under `IntakeLimits`
    names                which names may pass, which are rubbish, how a name is shown to a person
    roles                what the exercise wants of these files: `Roles` in, `Submission` out

Who may fail how: what the student handed in raises `SubmissionRefused`; a path that is not there raises
`UsageError`; roles that contradict each other raise `ExerciseError`. No other exception leaves.
"""

from __future__ import annotations

from grader.submission.gather import IntakeLimits
from grader.submission.intake import from_files, take_in
from grader.submission.roles import Roles, Submission

__all__ = ["IntakeLimits", "Roles", "Submission", "from_files", "take_in"]
