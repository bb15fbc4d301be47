"""`probe` and `application` without a wall: the function itself. The shelf beside them is the course's own.

The real `grader.checks` reads and compiles the source of every probe, so that it can cross the wall. Where there is no
wall nobody would, so the plain pytest that we compare with does not pay for it.
"""

from functools import wraps
from pathlib import Path

from kit import Application

__all__ = ["application", "probe"]
__path__.append(str(Path(__file__).parents[4] / "grader" / "checks"))  # draw, html, cookies


def probe(function):
    """Call the function; its answer is what JSON would hold, as checks expect it."""

    @wraps(function)
    def asked(jail, *args, **kwargs):
        return plain(function(jail.kit, *plain(args), **plain(kwargs)))

    return asked


def application(function):
    """Call the function; its answer is an application that has clients."""

    @wraps(function)
    def opened(jail, *args, **kwargs):
        return Application(function(jail.kit, *plain(args), **plain(kwargs)))

    return opened


def plain(value):
    """Return lists for tuples and text for its subclasses, at any depth."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str.__str__(key): plain(item) for key, item in value.items()}
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value
