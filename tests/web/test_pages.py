"""Every kind of page, in a browser and before the judges of HTML and of access."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from grader.report.html import result_page
from grader.report.site import plan_site, write_site
from grader.report.site.pages import index_page
from tests.report.helpers import ROOT
from tests.report.large import a_large_class
from tests.report.pages import every_page, pages_of
from tests.samples import a_class, a_failed_check, a_result, a_whole_class
from tests.web.browser import Browser
from tests.web.conftest import HERE, write_pages

PROGRAMS = ROOT / "tests" / "hostile" / "programs"
ACT = "document.documentElement.dataset.ran = 1"
# Each would act where its characters came through: as an element, out of an attribute, a title, a style, a script, a URL.
PAYLOADS = (
    f"<script>{ACT}</script>",
    f"<img src=x onerror='{ACT}'>",
    f'"><svg onload="{ACT}">',
    f"' autofocus onfocus='{ACT}' tabindex=1 x='",
    f"</title></style></script></pre></bdi><script>{ACT}</script>",
    f"javascript:{ACT}",
    f"]]>--><iframe srcdoc='<script>parent.{ACT}</script>'>",
    f"</bdi\x00><details open ontoggle='{ACT}'>",
    "{{ ''.__class__ }}{% raw %}",
)
KINDS = ("index", "topics/", "exercises/", "students/", "own/", "lead")  # of pages: how their names begin


def a_class_of(words: str) -> dict[str, str]:
    """Every kind of page of a class in which a stranger's words stand wherever they can, `/` in ids but once."""
    id = words.replace("/", "∕")
    check = a_failed_check(title=words, message=words, asked=words, answered=words, where=(words,), detail=words)
    results = a_class(
        (words, a_result(check, exercise=f"{id}/{id}", output=words, message=words)), unknown_folders=(words,)
    )
    return {**pages_of(results), "result.html": result_page(results.rows[0].result)}


def without_policy(page: str) -> str:
    page, count = re.subn('<meta http-equiv="Content-Security-Policy"[^>]*>\n', "", page)
    assert count == 1
    return page.replace('http-equiv="refresh"', 'name="refresh"')


def ran(browser: Browser, page: Path) -> bool:
    browser.open(page)
    return bool(browser.run("document.documentElement.dataset.ran"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_strangers_words_run_nothing_on_any_page(browser: Browser, tmp_path: Path, payload: str) -> None:
    """Escaping alone is enough: also with the policy taken away nothing is run, and no element is made of them."""
    pages = {name: without_policy(page) for name, page in a_class_of(payload).items()}
    write_pages(pages, tmp_path)

    acted = [name for name in pages if ran(browser, tmp_path / name)]

    assert acted == []
    assert len(pages) == len(KINDS) + 1


def test_what_is_not_escaped_would_run(browser: Browser, tmp_path: Path) -> None:
    """The twin: the browser does run these payloads, and the test above would see it."""
    page = tmp_path / "page.html"
    page.write_text(f"<!DOCTYPE html><title>x</title>{PAYLOADS[0]}")

    assert ran(browser, page)


def test_the_policy_alone_is_enough(browser: Browser, tmp_path: Path) -> None:
    """Were a payload not escaped, the page's policy would stop it."""
    page = tmp_path / "page.html"
    html = pages_of(a_whole_class())["index.html"]
    page.write_text(html.replace("<main>", "<main>" + "".join(PAYLOADS[:4])), encoding="utf-8")

    assert not ran(browser, page)
    assert browser.happened("Log.entryAdded")


def test_the_hostile_corpus_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    """The programs that attack the grader, as the words of a class: what they print is in them."""
    sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted(PROGRAMS.glob("*.py"))}
    results = [
        a_result(a_failed_check(message=text, answered=text, detail=text), exercise=f"99-hostile/{name}", output=text)
        for name, text in sources.items()
    ]
    pages = pages_of(a_class(*(("mallory", result) for result in results)))
    assert len(results) > 60

    ones = [next(name for name in pages if name.startswith(kind)) for kind in KINDS]
    write_pages({name: without_policy(pages[name]) for name in ones}, tmp_path)

    acted = [name for name in ones if ran(browser, tmp_path / name)]

    assert acted == []


def test_no_page_asks_for_anything_or_complains(browser: Browser, still: Path) -> None:
    """Each page is the only thing it loads, and the browser logs nothing: no policy is tripped, no script fails."""
    seen = {}
    for name in every_page():
        browser.open(still / name)
        asked = [request["request"]["url"] for request in browser.happened("Network.requestWillBeSent")]
        logged = [entry["entry"]["text"] for entry in browser.happened("Log.entryAdded")]
        failed = browser.happened("Runtime.exceptionThrown")
        seen[name] = ([url for url in asked if not url.endswith(".html")], logged, failed)

    assert {name: found for name, found in seen.items() if any(found)} == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_its_window(browser: Browser, still: Path, width: int) -> None:
    """On a desk and on a phone: what is wide scrolls in its own frame."""
    browser.look(width=width)
    wide = []
    for name in every_page():
        browser.open(still / name)
        if browser.run("document.documentElement.scrollWidth") > width:
            wide.append(name)

    assert wide == []
    assert len(every_page()) > 40


def test_the_script_sorts_the_rows_that_are_there(browser: Browser, tmp_path: Path) -> None:
    """A click sorts by the sum, highest first, another one turns it around, and the table says how it is sorted."""
    write_site(a_whole_class(), tmp_path / "report")
    browser.open(tmp_path / "report" / "index.html")
    names = "[...document.querySelectorAll('.sorts tbody th')].map((head) => head.textContent).join()"
    click = "document.querySelector('.sorts th:last-child button').click()"
    sort = "document.querySelector('.sorts th:last-child').getAttribute('aria-sort')"

    order = [browser.run(names), *(browser.run(f"{click}; {names} + ' ' + {sort}") for _ in range(2))]

    assert order == [
        "Ada,grace,mallory,王小云",
        "Ada,grace,mallory,王小云 descending",
        "mallory,王小云,grace,Ada ascending",
    ]


def test_the_rows_of_a_large_class_are_laid_out_when_they_are_looked_at(browser: Browser, tmp_path: Path) -> None:
    """A thousand rows cost nothing before: that is why the index opens at once."""
    page = tmp_path / "index.html"
    page.write_text(index_page(plan_site(a_large_class(students=1000))), encoding="utf-8")
    shown = "document.querySelector('.sorts tbody th').checkVisibility({ contentVisibilityAuto: true })"
    frame = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    browser.look(width=1280)
    browser.open(page)

    seen = [browser.run(f"{frame}.then(() => {shown})")]
    browser.run("document.querySelector('.sorts').closest('.scroll').scrollIntoView()")
    seen.append(browser.run(f"{frame}.then(() => {shown})"))

    assert seen == [False, True]


def test_report_html_leads_to_the_site(browser: Browser, tmp_path: Path) -> None:
    """Whoever opens the file that the command names is on the index at once."""
    write_site(a_whole_class(), tmp_path / "report")
    (tmp_path / "report.html").write_text(pages_of(a_whole_class())["lead.html"], encoding="utf-8")

    browser.open(tmp_path / "report.html")
    browser.wait_for("Page.frameNavigated", 2)

    assert browser.run("location.pathname").endswith("/report/index.html")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, modules: Path, still: Path, dark: bool) -> None:
    """No violation of weight on any page: contrast, names, structure, keyboard. Source: Deque's axe-core."""
    axe = (modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    browser.look(width=1280, height=8000, dark=dark)
    found = {}
    for name in every_page():
        browser.open(still / name)
        browser.run(axe)
        violations = json.loads(browser.run("axe.run().then((found) => JSON.stringify(found.violations))"))
        found[name] = [
            (each["id"], each["impact"], each["nodes"][0]["html"][:200])
            for each in violations
            if each["impact"] in ("serious", "critical", "moderate")
        ]

    assert {name: violations for name, violations in found.items() if violations} == {}


def test_html_validate_finds_nothing(modules: Path, written: Path) -> None:
    """Every page is valid, by the rules of `.htmlvalidate.json`, which count a title as it is escaped."""
    command = ["node", modules / "html-validate" / "bin" / "html-validate.mjs", "--formatter", "text"]

    judged = subprocess.run(
        [*command, "--config", HERE / ".htmlvalidate.json", "--max-warnings", "0", written],
        capture_output=True,
        text=True,
    )

    assert (judged.returncode, judged.stdout) == (0, ""), judged.stderr
