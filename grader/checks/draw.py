"""What checks draw from `rng`: nobody knows it beforehand, and the same seed draws the same.

Randomness is constructive: a draw varies names, words, numbers and order, never whether a telling case is there. What is
drawn together is all different.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any, TypeVar

T = TypeVar("T")

GIVEN_NAMES = (
    *("ada", "alan", "barbara", "donald", "edsger", "frances", "grace", "guido", "hedy", "joan", "katherine", "ken"),
    *("linus", "margaret", "niklaus", "radia", "sophie", "tim", "tony", "yukihiro"),
)
CHINESE_NAMES = ("李雷", "韩梅梅", "小明")
WORDS = (
    *("amber", "basalt", "canvas", "dahlia", "ember", "fjord", "garnet", "heron", "indigo", "jasper", "kelp", "lotus"),
    *("ochre", "teal", "umber", "violet"),
)


def word(rng: Random, length: int = 8, letters: str = ascii_lowercase) -> str:
    """Return that many letters, lower-case ones unless others are given."""
    return "".join(rng.choices(letters, k=length))


def words(rng: Random, count: int, length: int = 8) -> list[str]:
    """Return words of so many letters, in any order."""
    return _different(count, lambda: word(rng, length))


def mark(rng: Random, length: int = 9) -> str:
    """Return letters and a digit: a word that is no name of anything, and another one when read backwards."""
    return word(rng, length) + rng.choice(digits)


def marks(rng: Random, count: int) -> list[str]:
    """Return such words, in any order."""
    return _different(count, lambda: mark(rng))


def given_names(rng: Random, count: int) -> list[str]:
    """Return people's names as they are, in letters of ASCII."""
    return rng.sample(GIVEN_NAMES, k=count)


def name(rng: Random) -> str:
    """Return a person's name with a number that nobody guesses; some hold letters of another script."""
    return f"{rng.choice(GIVEN_NAMES + CHINESE_NAMES * 2)}{rng.randrange(1000, 10_000)}"


def names(rng: Random, count: int) -> list[str]:
    """Return such names."""
    return _different(count, lambda: name(rng))


def label(rng: Random) -> str:
    """Return a word of English and a number, `amber4821`: it can stand in an address, a cookie, a file name."""
    return f"{rng.choice(WORDS)}{rng.randrange(1000, 10_000)}"


def labels(rng: Random, count: int) -> list[str]:
    """Return such labels."""
    return _different(count, lambda: label(rng))


def phrase(rng: Random) -> str:
    """Return a word of English and a number with a blank between them."""
    return f"{rng.choice(WORDS)} {rng.randrange(100, 1000)}"


def numbers(rng: Random, count: int, low: int = 1000, high: int = 9999) -> list[int]:
    """Return numbers from the lowest to the highest, both included, in any order."""
    return rng.sample(range(low, high + 1), k=count)


def token(rng: Random, length: int = 18) -> str:
    """Return letters of both cases and digits, as many of each as of the others; good as a key, too."""
    kinds = (ascii_lowercase, ascii_uppercase, digits)
    return "".join(shuffled(rng, (rng.choice(kinds[index % 3]) for index in range(length))))


def shuffled(rng: Random, items: Iterable[T]) -> list[T]:
    """Return the items in any order."""
    found = list(items)
    rng.shuffle(found)
    return found


def out_of_order(items: Iterable[Any]) -> list[Any]:
    """Return the items in an order that is, from three on, neither that of the alphabet nor its reverse."""
    ordered = sorted(items)
    return [*ordered[1:2], *ordered[:1], *ordered[2:]]


def _different(count: int, draw: Callable[[], str]) -> list[str]:
    found = dict[str, None]()
    while len(found) < count:
        found.setdefault(draw())
    return list(found)
