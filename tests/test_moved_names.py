"""The table of names that moved: the new places are there, the old ones are not."""

from __future__ import annotations

import importlib
import importlib.util
import warnings

import pytest

from grader.judge.moved import GONE, MOVES, Move, find_move


def is_installed(library: str) -> bool:
    return importlib.util.find_spec(library) is not None


def exists(dotted: str) -> bool:
    """Whether a module, or a name in one, can be imported; a name that only warns is there."""
    module, _, name = dotted.rpartition(".")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            importlib.import_module(dotted)
        except ImportError:
            try:
                return hasattr(importlib.import_module(module), name)
            except (ImportError, ValueError):
                return False
        return True


@pytest.mark.parametrize("move", [move for move in MOVES if move.new], ids=lambda move: move.old)
def test_the_new_place_is_there(move: Move) -> None:
    """What a student is told to write works; a library that is not installed waits for the day it is."""
    if is_installed(move.new.partition(".")[0]):
        assert exists(move.new)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.old)
def test_the_old_place_is_gone(move: Move) -> None:
    """A row is advice about something that does not work."""
    assert not exists(move.old)


def test_there_are_many_and_each_once() -> None:
    """Forty famous moves at least, in the libraries of the course."""
    assert len({move.old for move in MOVES}) == len(MOVES) >= 40


@pytest.mark.parametrize(
    ("module", "name", "words"),
    [
        ("flask", "escape", "write `from markupsafe import escape`"),
        ("flask.ext.sqlalchemy", "", "import the extension by its own name, such as `flask_sqlalchemy` or `flask_wtf`"),
        ("werkzeug.contrib.fixers", "", "write `from werkzeug.middleware.proxy_fix import ProxyFix`"),
        (
            "wtforms.fields.html5",
            "EmailField",
            "the fields of HTML5 are in `wtforms` itself: `from wtforms import EmailField`",
        ),
    ],
)
def test_a_missing_name_or_module_finds_its_row(module: str, name: str, words: str) -> None:
    """By the name, else by the module, else by the module around it."""
    move = find_move(module, name)

    assert move is not None
    assert move.words == words


def test_what_never_moved_has_no_row() -> None:
    """A slip of the pen is not history."""
    assert find_move("flask", "Flaks") is None
    assert find_move("helpers") is None


OWNERS = {"Flask": "flask.Flask", "Blueprint": "flask.Blueprint", "Engine": "sqlalchemy.Engine"}


@pytest.mark.parametrize("missed", GONE)
def test_what_is_gone_is_gone(missed: str) -> None:
    """The object has no such attribute in the version that is installed."""
    owner, _, attribute = missed.replace("'", "").partition(" object has no attribute ")
    module, _, name = OWNERS[owner].partition(".")

    assert not hasattr(getattr(importlib.import_module(module), name), attribute)
