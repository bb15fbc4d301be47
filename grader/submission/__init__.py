"""Takes a submission in: from a folder, a zip or a tar to `{name: bytes}`, and nothing else happens.

Theory of operation
-------------------
Everything here runs on the trusted side, on names and bytes that a stranger chose. So nothing is ever extracted,
executed, compiled or opened by a name from an archive; links are not followed; every loop and every
buffer has a cap that is applied to what was measured, never to what a header declares.

The role is decided by name first. What has no role is neither read nor counted nor judged by its name: it is
listed, and told to the student. Where there is one way to understand what came, it is taken so and told; where
there are two, both are named.

    intake               the table of contents: find the source, gather, assign roles
    folder, zips, tars   three sources; each yields `Entry`s: a name as it came, a kind, a bounded `read`
    archive              tells the sources apart by content
    gather               entries become a `Listing` of names; what was chosen of it becomes `{name: bytes}`
    names                which names may take a role, which are rubbish, how a name is shown to a person
    roles                `Roles`: what the exercise wants, and which folder of what came holds it
    standins             which file is meant where an expected name did not come
    assign               a listing and roles in, `Submission` out
    handin               the zip that `grade handin` writes, and its label

Who may fail how: what the student handed in raises `SubmissionRefused`; a path that is not there raises
`UsageError`; roles that contradict each other raise `ExerciseError`. No other exception leaves.
"""

from __future__ import annotations

from grader.submission.assign import Submission
from grader.submission.gather import IntakeLimits
from grader.submission.intake import from_entries, from_files, take_in
from grader.submission.roles import Roles

__all__ = ["IntakeLimits", "Roles", "Submission", "from_entries", "from_files", "take_in"]
