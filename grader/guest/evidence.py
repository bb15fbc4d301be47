"""What the tools of a clean jail raise when what they were given is to blame: sentences for the student."""

from __future__ import annotations


class Unreadable(Exception):
    """What the program left, sent or is made of is to blame."""


class NotAnswered(Exception):
    """The question does not fit what the program left, or is wrong in itself: who is to blame is to be found out."""
