"""Four ways to switch debug mode."""

from flask import Flask


def by_attribute(enabled):
    """Return a new app whose debug attribute was set."""
    # TODO 1


def by_update(enabled):
    """Return a new app whose configuration got DEBUG."""
    # TODO 1


def by_object(obj):
    """Return a new app whose configuration got all settings of obj."""
    # TODO 1


def main(enabled, port):
    """Run a new app on that port, in debug mode or not."""
    # TODO 2
