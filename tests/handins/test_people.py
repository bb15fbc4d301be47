"""A claim is held against the roster: by number first, then by name; exactly one match is one."""

from __future__ import annotations

import pytest

from grader.handins.nouns import Claim
from grader.handins.people import People
from grader.handins.roster import Person, Roster

WANG = Person(name="王小雨", number="2024001", login="xwang")
WANG_THE_OTHER = Person(name="王小雨", number="2024002")
WANG_LONG = Person(name="王小雨涵", number="2024003")
ADA = Person(
    name="Ada Lovelace", number="S100", email="ada@uni.example", login="alove", ids={"canvas": "41"}, group="R&D"
)
LI = Person(name="Li Na", number="7", group="R&D")
PEOPLE = People(Roster(people=(WANG, WANG_THE_OTHER, WANG_LONG, ADA, LI)))


def said(text: str) -> tuple[Person, ...]:
    return PEOPLE.find(Claim(shown=text, text=text)).people


@pytest.mark.parametrize(
    "text",
    [
        "2024001_王小雨_实验3",
        "王小雨-2024001 (1)",
        "王小雨2024001实验3",
        "实验3（2024001）",
        "（２０２４００１）王小雨",
        "lab3 2024001",
        "2024001",
        "xwang_lab3",
    ],
)
def test_a_number_tells_whatever_stands_around_it(text: str) -> None:
    """Before, behind and between other words, in full-width forms, without any separator."""
    assert said(text) == (WANG,)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("王小雨涵_实验3", WANG_LONG),
        ("实验三王小雨涵", WANG_LONG),
        ("Ada Lovelace lab 3", ADA),
        ("lovelace-ada-lab3", ADA),
        ("AdaLovelace_(2)", ADA),
        ("ADA_LOVELACE", ADA),
        ("Li Na", LI),
        ("7_lab", LI),
    ],
)
def test_a_name_tells_where_no_number_does(text: str, person: Person) -> None:
    """In any order of its words, in any case; the longer of two names that begin alike."""
    assert said(text) == (person,)


@pytest.mark.parametrize("text", ["王小雨_实验3", "20240011_x", "lab 3 (1)", "S1000", "实验 (7)", "Linas", ""])
def test_none_or_two_is_nobody(text: str) -> None:
    """Two of one name, a part of a longer number, the mark of a copy: nobody is guessed."""
    match = PEOPLE.find(Claim(shown=text, text=text or "-"))

    assert match.people == ()
    assert match.odd


def test_number_and_name_of_two_people_are_contested() -> None:
    """The number says one and the name another: neither is simply believed."""
    match = PEOPLE.find(Claim(shown="S100_王小雨涵", text="S100_王小雨涵"))

    assert match.is_contested
    assert "`Ada Lovelace`" in match.odd and "`王小雨涵`" in match.odd


@pytest.mark.parametrize(
    "claim",
    [
        Claim(shown="?", names=("lovelaceada",), platform="canvas", id="41"),
        Claim(shown="?", number="S100"),
        Claim(shown="?", email="ADA@uni.example"),
        Claim(shown="?", login="alove"),
        Claim(shown="?", names=("Lovelace, Ada",)),
        Claim(shown="?", names=("lovelaceada",)),
        Claim(shown="?", names=("Team X-Ada Lovelace", "Ada Lovelace")),
    ],
)
def test_what_a_platform_says_is_matched(claim: Claim) -> None:
    """By the platform's number, the school's, the address, the login, and the name in each platform's spelling."""
    match = PEOPLE.find(claim)

    assert (match.people, match.odd) == ((ADA,), "")


def test_a_namesake_with_another_number_of_the_platform_is_somebody_else() -> None:
    """A name does not count against a number that the roster knows."""
    match = PEOPLE.find(Claim(shown="lovelaceada", names=("lovelaceada",), platform="canvas", id="99"))

    assert match.people == ()


def test_a_groups_hand_in_is_each_members() -> None:
    """Where the roster has groups, what a group hands in counts for everybody in it."""
    match = PEOPLE.find(Claim(shown="R D", names=("R D",)))

    assert match.people == (ADA, LI)


def test_namesakes_have_rows_of_their_own() -> None:
    """The number stands behind a name that two people have, and behind no other."""
    assert PEOPLE.rows() == ["王小雨 (2024001)", "王小雨 (2024002)", "王小雨涵", "Ada Lovelace", "Li Na"]
