"""The report of a class: a small site."""

from __future__ import annotations

import posixpath
import re

import pytest

from grader.analysis.tally import tally
from grader.model import NOTHING_RAN, ClassResults, Isolation, Level
from grader.report.audience import Audience
from grader.report.site import plan_site, student_page
from grader.report.site.pages import PAGE_BYTES, exercise_page, fitting, hardest, index_page, topic_page
from grader.report.site.plan import page_names
from tests.report.helpers import Page
from tests.report.large import CHECKS, a_large_class
from tests.report.pages import CLASSES, pages_of
from tests.samples import (
    CONVERTERS,
    HOSTILE,
    a_check,
    a_class,
    a_failed_check,
    a_hostile_class,
    a_mixed_result,
    a_refused,
    a_result,
    a_whole_class,
    an_interrupted_class,
)


def words(page: str) -> str:
    return " ".join(Page(page).words.split())


def the_page(results: ClassResults, start: str) -> str:
    """The only page whose name begins so."""
    (page,) = (page for name, page in pages_of(results).items() if name.startswith(start))
    return page


# The pages and the links between them


def test_a_class_has_a_page_for_each_topic_exercise_and_student() -> None:
    """Their names tell whose they are, and number them in the order of the class."""
    names = [name for name in pages_of(a_whole_class()) if not name.startswith("own/")]

    assert names == [
        "index.html",
        "topics/1-04-routing.html",
        "topics/2-15-forms-and-uploads.html",
        "exercises/1-04-routing-02-converters.html",
        "exercises/2-15-forms-and-uploads-04.html",
        "students/1-ada.html",
        "students/2-grace.html",
        "students/3-mallory.html",
        "students/4.html",
        "lead.html",
    ]


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_links_lead_somewhere(kind: str) -> None:
    """Every link is relative, its page exists, and so does the place on it; no id is there twice."""
    pages = {name: Page(page) for name, page in pages_of(CLASSES[kind]()).items() if name != "lead.html"}
    ids = {name: [found["id"] or "" for _, found in page.tags if "id" in found] for name, page in pages.items()}

    lost = [
        (name, link["href"])
        for name, page in pages.items()
        for link in page.named("a")
        if not leads_somewhere(name, link["href"] or "", ids)
    ]

    assert lost == []
    assert [name for name, found in ids.items() if len(found) != len(set(found))] == []


def leads_somewhere(name: str, target: str, ids: dict[str, list[str]]) -> bool:
    file, _, place = target.partition("#")
    page = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
    return page in ids and (not place or place in ids[page])


def test_every_page_can_be_reached_from_the_index() -> None:
    """Topics, exercises and students: all are linked."""
    pages = {name: Page(page) for name, page in pages_of(a_whole_class()).items() if "own/" not in name}
    linked = {link["href"] or "" for link in pages["index.html"].named("a")}

    assert {name for name in pages if "/" in name} - {target.partition("#")[0] for target in linked} == set()


@pytest.mark.parametrize(
    "names",
    [
        ["Ada", "ada", "ADA"],
        ["\u00e9va", "e\u0301va"],
        ["../../etc/passwd", "..", "."],
        ["王小云", "王晓云"],
        ["con", "nul", "a" * 300, "x:y|z*?", "\x00", "", HOSTILE],
    ],
)
def test_names_of_pages_are_safe_and_unique(names: list[str]) -> None:
    """Also for names that differ in case or normalisation only, on every file system."""
    files = list(page_names("students", names).values())

    assert len({file.casefold() for file in files}) == len(names)
    assert [file for file in files if not re.fullmatch(r"students/\d+[a-z0-9-]{0,26}\.html", file)] == []


# What stands on them


def test_what_was_refused_or_not_graded_stands_on_top_with_its_reason() -> None:
    """An instructor sees first what needs a look, before any score."""
    top = words(index_page(plan_site(a_whole_class())).split('id="spread"', 1)[0])

    assert "flask.py` has the name of a course library" in top
    assert "not graded: a check is broken" in top
    assert "grace/99-nowhere" in top


def test_what_was_not_understood_stands_there_too() -> None:
    """The sentences of the intake speak of unknown folders; a student without a row has handed in nothing."""
    sentences = ("“Bob <b>” is on no roster.", "99-nowhere names no exercise")
    results = a_class(("ada", a_result(a_check())), students=("ada", "王"), needs_a_look=sentences)

    top, rest = index_page(plan_site(results)).split('id="spread"', 1)

    assert [sentence for sentence in sentences if sentence not in words(top)] == []
    assert "王1 of 104/02" in words(rest)


def test_how_a_submission_was_understood_stands_on_its_page() -> None:
    """Notes, and the names that were not used; a hundred of them are cut short."""
    result = a_result(a_check(), notes=("`main.py` was taken as `app.py`",), ignored=tuple(f"f{n}" for n in range(100)))

    page = words(the_page(a_class(("ada", result)), "students/"))

    assert "`main.py` was taken as `app.py`" in page
    assert "f39, … 60 more" in page


def test_the_index_has_one_row_a_student_with_the_share_of_each_topic() -> None:
    """A small cell a topic, and the sum beside its share in the last column."""
    page = index_page(plan_site(a_whole_class()))
    row = page.split("<bdi>grace</bdi></a></th>", 1)[1].split("</tr>", 1)[0]

    assert re.findall("<td[^>]*>(.*?)</td>", row) == ["40", "–", "<b>40 %</b><small>2/5</small>"]


def test_the_index_names_who_is_stuck_and_what_is_missing() -> None:
    """Each with the exercises that are the reason."""
    page = words(index_page(plan_site(a_whole_class())))

    assert "Who is stuck" in page
    assert "grace1 of 204/02" in page
    assert "mallory1 of 215/04" in page


def test_the_page_of_a_topic_has_every_score_with_a_link_to_it() -> None:
    """A cell leads to the exercise on the student's page."""
    page = the_page(a_whole_class(), "topics/1")

    assert '<td class="low"><a href="../students/2-grace.html#e1">2</a></td>' in page
    assert '<td><a href="../students/3-mallory.html#e1">⊘</a></td>' in page


def test_the_page_of_an_exercise_begins_with_the_check_that_fewest_pass() -> None:
    """Checks stand by pass rate, and one that nobody passes is named so."""
    results = a_class(("ada", a_result(a_check(), a_failed_check())), ("bob", a_result(a_check(), a_failed_check())))
    page = words(the_page(results, "exercises/"))

    assert page.index("Only numbers are articles") < page.index("Any user name is greeted")
    assert page.count("nobody passes") == 1
    assert "0/2 · 0 %" in page


def test_the_page_of_an_exercise_groups_wrong_answers_with_an_example_each() -> None:
    """What the example was told, and a link to it."""
    results = a_class(*((name, a_result(a_check(), a_failed_check())) for name in ("ada", "bob", "eve")))
    page = the_page(results, "exercises/")

    assert "3 students failed" in words(page).replace("✗ ", "")
    assert "the page must show the number from the URL" in page
    assert 'For example <a href="../students/1-ada.html#e1">' in page


def test_the_hardest_checks_come_first_and_easy_ones_not_at_all() -> None:
    """The list is of checks that someone failed, lowest pass rate first."""
    assert [check.id for _, check in hardest(tally(a_whole_class()))] == ["test_numbers", "test_greeting"]


SHOWN = ["the page must show", "GET /article/7", "500 INTERNAL", "app.py:12", "hello from print()"]


def test_instructors_read_every_exchange_and_the_authors_notes() -> None:
    """Message, asked, answered, lines, notes and output of every submission."""
    page = words(the_page(a_class(("ada", a_mixed_result())), "students/"))

    assert [part for part in [*SHOWN, "assert 'seven'"] if part not in page] == []


def test_a_students_own_page_holds_nothing_for_instructors_and_nobody_else() -> None:
    """The same exercises, without notes, without the class, and leading nowhere."""
    results = a_class(("ada", a_mixed_result()), ("bob", a_mixed_result()))
    site = plan_site(results)

    page = student_page(site, site.tally.students[0], audience=Audience.STUDENT)

    assert [part for part in SHOWN if part not in words(page)] == []
    assert "assert &#39;seven&#39;" not in page
    assert "bob" not in page
    assert {link["href"] for link in Page(page).named("a")} == {"#e1"}


@pytest.mark.parametrize("start", ["index", "topics/", "exercises/", "students/", "own/", "lead"])
def test_an_interrupted_class_says_so_on_every_page(start: str) -> None:
    """Three of 180 never pass for a class, wherever one begins to read."""
    assert "1 of 180 submissions: interrupted" in words(the_page(an_interrupted_class(), start))


def test_a_whole_class_has_no_banner() -> None:
    """Nothing is said of an interruption where there was none."""
    assert [name for name, page in pages_of(a_whole_class()).items() if "interrupted" in page] == []


def test_a_class_without_isolation_is_warned_about_on_every_page() -> None:
    """Level `none` stands on top of a page, not only in its footer."""
    pages = pages_of(a_class(("ada", a_result(a_check())), isolation=Isolation(level=Level.NONE)))

    assert [name for name, page in pages.items() if "Graded without isolation" not in page] == []


def test_nothing_that_ran_is_no_warning() -> None:
    """What was refused has not been graded without isolation."""
    pages = pages_of(a_class(("ada", a_refused(isolation=NOTHING_RAN)), isolation=NOTHING_RAN))

    assert [name for name, page in pages.items() if "Graded without isolation" in page] == []
    assert [name for name, page in pages.items() if "Isolation: nothing was run" not in page] == []


def test_hostile_text_is_on_the_page_as_text() -> None:
    """A script tag is read, not run; a template expression is not evaluated."""
    page = index_page(plan_site(a_hostile_class()))

    assert "<script>alert(1)</script>\\x1b[2J\\r\\u202e[red]10 of 10[/red]\\u200b\\x9b{{ 7*7 }}" in Page(page).words


def test_a_share_that_is_not_full_is_not_shown_as_full() -> None:
    """199 of 200 points are 99 % wherever a page shows a share, and only full marks are `full`."""
    pages = pages_of(a_class(("ada", a_result(a_check(points=199, max_points=200)))))

    for name, page in pages.items():
        assert "99 %" in page or name.startswith(("exercises/", "lead"))
        assert ">100" not in page.replace("90–100", "")
        assert 'class="full"' not in page


def test_the_same_class_gives_the_same_pages() -> None:
    """No clock and no chance: reports can be compared."""
    assert pages_of(a_whole_class()) == pages_of(a_whole_class())


# How large they are


def size(page: str) -> int:
    return len(page.encode())


def test_the_index_of_a_thousand_students_and_84_exercises_is_under_a_megabyte() -> None:
    """Measured on the students' rows, and as a whole."""
    site = plan_site(a_large_class(students=1000))
    assert (len(site.tally.students), len(site.tally.exercises)) == (1000, 84)

    page = index_page(site)

    assert page.count('<tr><th scope="row">') == 1001
    assert size(page) < 1_000_000


def test_the_page_of_a_topic_grows_by_less_than_two_kilobytes_a_student() -> None:
    """A thousand students' rows of six exercises stay under the limit; the measure is taken between 20 and 40."""
    small, large = (
        size(topic_page(site, site.topics[0]))
        for site in (plan_site(a_large_class(students=number, topics=1)) for number in (20, 40))
    )

    assert small + (large - small) / 20 * 980 < PAGE_BYTES


def test_no_page_of_a_student_or_an_exercise_is_over_two_megabytes() -> None:
    """The one grows with the exercises, the other with the ways to be wrong."""
    site = plan_site(a_large_class(students=9))

    pages = [student_page(site, student, audience=Audience.INSTRUCTOR) for student in site.tally.students[-2:]]
    pages += [exercise_page(site, exercise) for exercise in site.tally.exercises]

    assert max(map(size, pages)) < PAGE_BYTES


def test_a_table_that_would_be_too_large_says_how_many_more_there_are() -> None:
    """A hundred exercises in one topic times three hundred students do not fit."""
    site = plan_site(a_large_class(students=300, topics=1, exercises=100))

    page = topic_page(site, site.topics[0])

    rows = page.count('<tr><th scope="row">') - 1
    assert 0 < rows < 300
    assert f"… {300 - rows} more students" in words(page)
    assert size(page) < PAGE_BYTES


def test_lists_say_how_many_more_there_are() -> None:
    """Three hundred refusals are no page full of them."""
    results = a_class(*((f"s{number:03}", a_refused()) for number in range(300)))

    assert "… 260 more submissions without a score" in words(index_page(plan_site(results)))


def test_texts_are_cut_before_a_page_is() -> None:
    """Whatever programs answer, a page of a student stays under its limit, and says that it was cut."""
    loud = "\u202e<&" * 2000
    checks = [
        a_failed_check(id=f"test_{n}", message=loud, asked=loud, answered=loud, detail=loud) for n in range(CHECKS)
    ]
    results = a_class(*(("ada", a_result(*checks, exercise=f"01-a/{n:02}-x", output=loud)) for n in range(20)))
    site = plan_site(results)

    page = student_page(site, site.tally.students[0], audience=Audience.INSTRUCTOR)

    assert size(page) < PAGE_BYTES
    assert page.count('class="exercise"') == 20
    assert "Texts are cut short here" in page


def test_what_one_exercise_does_not_use_the_next_may() -> None:
    """A page that is full of one program's output still shows the others whole."""
    quiet, loud = a_mixed_result(), a_result(a_failed_check(answered="x\n" * 3000), exercise=CONVERTERS + "2")

    sections = fitting([quiet, loud], Audience.INSTRUCTOR, room_bytes=30_000)

    assert [section.is_cut for section in sections] == [False, False]
