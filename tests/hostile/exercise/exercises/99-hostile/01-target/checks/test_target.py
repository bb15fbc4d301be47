"""Hidden checks of 99-hostile/01-target.

Each asks more than once, so that a program which spoils the wire after a first good answer is caught.
"""

import pytest

from grader.checks import probe

# This text stands here and nowhere else: a result that holds it has leaked a hidden check.
CANARY = "canary-of-the-checks-4b1d7e90"

NAMES = ["ada", "grace", "edsger", "barbara", "donald", "frances", "alan", "margaret"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONG = 40_000  # numbers: in one frame, more than a socket's buffer holds


@probe
def shouted(jail, text):
    """The answer of `shout`"""
    return jail.load("app").shout(text)


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_hello(client, rng):
    """Whoever is named is greeted"""
    for name in rng.sample(NAMES, k=3):
        reply = client.get(f"/hello/{name}")

        assert reply.status_code == 200
        assert reply.text == f"Hello {name}", "the page must greet the name in the URL"


@pytest.mark.task(2)
@pytest.mark.points(3)
def test_sum(client, rng):
    """A list is added up, also a long one"""
    for length in (rng.randint(3, 9), LONG):
        numbers = [rng.randint(1, 9_999) for _ in range(length)]

        reply = client.post("/sum", json=numbers)

        assert reply.status_code == 200
        answer = reply.get_json(silent=True)
        assert answer == {"sum": sum(numbers)}, "the answer must be the sum of the list"
        assert type(answer["sum"]) is int, "the sum of whole numbers must be a whole number"


@pytest.mark.task(3)
@pytest.mark.points(5)
def test_probe(jail, rng):
    """shout turns a text round"""
    for _ in range(2):
        text = "".join(rng.sample(LETTERS, k=12))

        assert shouted(jail, text) == text.upper()[::-1], "shout must return capitals, backwards"
