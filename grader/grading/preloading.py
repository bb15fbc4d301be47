"""What a fork server should have imported ahead, told without all that grading takes."""

from __future__ import annotations

from grader.course import Exercise
from grader.protocol.environment import Preload
from grader.sandbox import policy


def preload_for(exercise: Exercise) -> Preload:
    """Return what a sandbox should have imported for an exercise, by what its checks name."""
    names = (*exercise.check_names(), *exercise.helper_names())
    texts = ((exercise.checks_folder / name).read_bytes() for name in names)
    return policy.preload_of(texts, exercise.manifest.environment)
